using System.Text;

namespace Campaigns;

/// <summary>
/// Writes an international domain as mail knows it, in ASCII (RFC 3492): <c>bücher.example</c> is <c>xn--bcher-kva.example</c>. It needs no
/// tables of Unicode, so the form is the same wherever a process runs.
/// </summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int Least = 1;
    private const int Most = 26;
    private const int FirstBias = 72;

    /// <summary>The domain, in lower case, with each part that is not ASCII written in it.</summary>
    public static string Domain(string domain) =>
        string.Join('.', domain.Split('.').Select(label => Ascii.IsValid(label) ? label : $"xn--{Encode(label)}"));

    private static string Encode(string label)
    {
        var (runes, plain) = (label.EnumerateRunes().Select(rune => rune.Value).ToArray(), label.Where(char.IsAscii).ToArray());
        var written = new StringBuilder().Append(plain);
        if (plain.Length > 0)
        {
            written.Append('-');
        }

        var (next, delta, bias, count) = (0x80, 0, FirstBias, plain.Length);
        while (count < runes.Length)
        {
            var least = runes.Where(rune => rune >= next).Min();
            delta += (least - next) * (count + 1);
            foreach (var rune in runes)
            {
                delta += rune < least ? 1 : 0;
                if (rune == least)
                {
                    Append(written, delta, bias);
                    bias = Adapt(delta, count + 1, isFirst: count == plain.Length);
                    (delta, count) = (0, count + 1);
                }
            }

            (delta, next) = (delta + 1, least + 1);
        }

        return written.ToString();
    }

    /// <summary>Writes how far the next character is away, in digits whose weights follow the bias.</summary>
    private static void Append(StringBuilder written, int delta, int bias)
    {
        for (var k = Base; ; k += Base)
        {
            var threshold = Math.Clamp(k - bias, Least, Most);
            if (delta < threshold)
            {
                written.Append(Digit(delta));
                return;
            }

            (delta, var digit) = Math.DivRem(delta - threshold, Base - threshold);
            written.Append(Digit(threshold + digit));
        }
    }

    private static char Digit(int value) => (char)(value < 26 ? 'a' + value : '0' + value - 26);

    private static int Adapt(int delta, int count, bool isFirst)
    {
        const int Damp = 700;
        const int Skew = 38;
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / count;
        var k = 0;
        for (; delta > (Base - Least) * Most / 2; k += Base)
        {
            delta /= Base - Least;
        }

        return k + (((Base - Least + 1) * delta) / (delta + Skew));
    }
}
