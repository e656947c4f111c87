using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Campaigns.Dashboard.Hosting;

/// <summary>
/// The style, the script and the icon: embedded in the library, and served under a path that contains their hash, so that browsers keep
/// them forever and never hold an old one.
/// </summary>
internal static class AssetFiles
{
    private static readonly Dictionary<string, (byte[] Bytes, string Type)> Files = new()
    {
        ["dashboard.css"] = (Read("dashboard.css"), "text/css; charset=utf-8"),
        ["dashboard.js"] = (Read("dashboard.js"), "text/javascript; charset=utf-8"),
        ["icon.svg"] = (Read("icon.svg"), "image/svg+xml"),
    };

    private static readonly string Hash = HashAll();

    /// <summary>The path of a file below the dashboard's own.</summary>
    public static string PathOf(string name) => $"/assets/{Hash}/{name}";

    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/assets/{hash}/{name}", Serve);

    private static IResult Serve(string hash, string name, HttpContext context)
    {
        if (hash != Hash || !Files.TryGetValue(name, out var file))
        {
            return TypedResults.NotFound();
        }

        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.Bytes(file.Bytes, file.Type);
    }

    private static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The library has no file {name}.");
        using var read = new MemoryStream();
        stream.CopyTo(read);
        return read.ToArray();
    }

    private static string HashAll()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (_, file) in Files.OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            hash.AppendData(file.Bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()[..8]);
    }
}
