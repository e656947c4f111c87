namespace Campaigns;

/// <summary>
/// The assigned country codes (ITU-T E.164, List of assigned country codes), with the rules that tell a trunk prefix from a digit of the
/// number.
/// </summary>
internal static class CountryCodes
{
    private const string Assigned =
        """
        1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98
        211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 237 238 239 240 241 242 243 244 245 246 247 248
        249 250 251 252 253 254 255 256 257 258 260 261 262 263 264 265 266 267 268 269 290 291 297 298 299 350 351 352 353 354 355 356 357 358
        359 370 371 372 373 374 375 376 377 378 380 381 382 383 385 386 387 389 420 421 423 500 501 502 503 504 505 506 507 508 509 590 591 592
        593 594 595 596 597 598 599 670 672 673 674 675 676 677 678 679 680 681 682 683 685 686 687 688 689 690 691 692 800 808 850 852 853 855
        856 870 878 880 881 882 883 886 888 960 961 962 963 964 965 966 967 968 970 971 972 973 974 975 976 977 979 992 993 994 995 996 998
        """;

    /// <summary>
    /// Codes whose numbers may begin with 0 when dialed from abroad: Italy, San Marino, some African countries, and codes of no country.
    /// </summary>
    private const string KeepingZero = "39 225 226 229 241 242 247 378 800 881 888";

    /// <summary>
    /// Trunk digits other than 0: a digit dialed before a number inside the country only (in the past, in Mexico and Lithuania). Length
    /// counts the digits of the number including the trunk digit. A real number may begin with the same digit, but then it is shorter.
    /// </summary>
    private static readonly (ulong Code, int Digit, int Length)[] Trunks =
        [(7, 8, 11), (52, 1, 11), (370, 8, 9), (375, 8, 10), (692, 1, 8), (993, 8, 9)];

    private static readonly bool[] IsAssignedTable = Table(Assigned);
    private static readonly bool[] KeepsZeroTable = Table(KeepingZero);

    /// <summary>Whether these digits are a whole country code. No code is a prefix of another.</summary>
    public static bool IsAssigned(ulong digits) => digits < (ulong)IsAssignedTable.Length && IsAssignedTable[digits];

    /// <summary>Whether numbers of the country may begin with 0 when dialed from abroad.</summary>
    public static bool KeepsZero(ulong code) => KeepsZeroTable[code];

    /// <summary>Whether a number begins with a trunk digit, which is dialed inside the country only.</summary>
    /// <param name="code">The country code.</param>
    /// <param name="digit">The first digit after the country code.</param>
    /// <param name="length">The number of digits after the country code.</param>
    public static bool IsTrunk(ulong code, int digit, int length) => Array.IndexOf(Trunks, (code, digit, length)) >= 0;

    private static bool[] Table(string codes)
    {
        var table = new bool[1_000];
        foreach (var code in codes.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            table[int.Parse(code, System.Globalization.CultureInfo.InvariantCulture)] = true;
        }

        return table;
    }
}
