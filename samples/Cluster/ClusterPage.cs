using System.Globalization;
using System.Net;
using System.Text;
using Campaigns.Orleans;

namespace Campaigns.Samples.Cluster;

/// <summary>A page that shows the shards with their silos, owners, leases and moves.</summary>
internal static class ClusterPage
{
    public static async Task<IResult> ShowAsync(IClusterStatus cluster, CancellationToken cancellationToken)
    {
        var shards = await cluster.ListShardsAsync(cancellationToken);
        var page = new StringBuilder("""
            <!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Shards</title>
            <style>body{font:15px system-ui;margin:2rem}td,th{padding:.2rem 1rem;text-align:left}</style>
            """);
        page.Append("<h1>Silos</h1><ul>");
        foreach (var silo in shards.GroupBy(shard => shard.Silo ?? "no answer").OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            page.Append(CultureInfo.InvariantCulture, $"<li>{Text(silo.Key)}: {silo.Count()} shards</li>");
        }

        page.Append("</ul><h1>Shards</h1><table><tr><th>Shard<th>State<th>Silo<th>Since<th>Epoch<th>Owner<th>Lease<th>Moves<th>Problem");
        foreach (var shard in shards)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td>{shard.Shard}<td>{shard.State}<td>{Text(shard.Silo)}<td>{shard.Since:u}<td>{shard.Epoch}<td>{Text(shard.Owner)}"
                + $"<td>{shard.LeaseLeft.TotalSeconds:0.0} s<td>{shard.Moves}<td>{Text(shard.Problem)}</tr>");
        }

        return Results.Content(page.Append("</table></html>").ToString(), "text/html; charset=utf-8");
    }

    private static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");
}
