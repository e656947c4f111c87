using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Campaigns.Recruiting;

/// <summary>The nodes of a campaign, as a client sends them.</summary>
/// <param name="Nodes">The nodes, in their order.</param>
/// <param name="Faults">Everything that is wrong; empty for a valid list.</param>
internal sealed record NodeList(IReadOnlyList<OutreachNode> Nodes, IReadOnlyList<RequestFault> Faults)
{
    /// <summary>
    /// Identifies the definition, whatever its spaces and escapes: the SHA-256 of labels, channels, texts and delays in their order.
    /// </summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var node in Nodes)
        {
            var delay = node.Delay.Ticks.ToString(CultureInfo.InvariantCulture);
            foreach (var part in new[] { node.Id, node.Channel, node.Subject, node.Message, delay })
            {
                var bytes = Encoding.UTF8.GetBytes(part ?? "");
                hash.AppendData(BitConverter.GetBytes(part is null ? -1 : bytes.Length));
                hash.AppendData(bytes);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

/// <summary>
/// Reads the list of nodes. Trailing commas and raw line breaks in strings are accepted. Texts are literal: nothing in them is a template.
/// Finds all faults, not only the first.
/// </summary>
internal static class NodeListReader
{
    private const int MostNodes = 100;

    public static NodeList Read(ReadOnlySpan<byte> body)
    {
        var faults = new List<RequestFault>();
        try
        {
            var options = new JsonDocumentOptions { AllowTrailingCommas = true };
            using var document = JsonDocument.Parse(LineBreaks.Escape(body), options);
            return new NodeList(ReadNodes(document.RootElement, faults), faults);
        }
        catch (JsonException error)
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}");
            return Refuse($"The body is not JSON; look at {where}, where line breaks inside of texts do not count.");
        }
        catch (InvalidOperationException) // a name or a value that is no text
        {
            return Refuse("The body is not valid Unicode: write it in UTF-8, and escape whole characters.");
        }
    }

    private static NodeList Refuse(string fault) => new([], [new RequestFault("", fault)]);

    private static List<OutreachNode> ReadNodes(JsonElement root, List<RequestFault> faults)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            faults.Add(new RequestFault("", "The body is no object: write {\"nodes\": […]}."));
            return [];
        }

        var lists = root.EnumerateObject().Where(property => property.NameEquals("nodes")).Select(property => property.Value).ToList();
        foreach (var other in root.EnumerateObject().Where(property => !property.NameEquals("nodes")))
        {
            var name = other.Name.Length <= 200 ? other.Name : other.Name[..200] + "…";
            faults.Add(new RequestFault($"/{name}", $"{name} is not a property of a campaign: only nodes is."));
        }

        if (lists.Count != 1 || lists[0].ValueKind != JsonValueKind.Array)
        {
            var what = lists.Count switch { 0 => "is missing", 1 => "is no list", _ => "occurs twice" };
            faults.Add(new RequestFault("/nodes", $"nodes {what}: write one list of nodes."));
            return [];
        }

        var nodes = lists[0].EnumerateArray().Take(MostNodes + 1).Select((node, index) => NodeReader.Read(node, index, faults)).ToList();
        AddFaultsOfOrder(nodes, lists[0].GetArrayLength(), faults);
        return nodes;
    }

    private static void AddFaultsOfOrder(List<OutreachNode> nodes, int count, List<RequestFault> faults)
    {
        if (count is 0 or > MostNodes)
        {
            var fault = string.Create(CultureInfo.InvariantCulture, $"nodes has {count} nodes: use 1 to {MostNodes}.");
            faults.Add(new RequestFault("/nodes", fault));
        }

        var (labels, messages) = (new HashSet<string>(StringComparer.Ordinal), 0);
        for (var i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            var at = string.Create(CultureInfo.InvariantCulture, $"/nodes/{i}");
            if (node.Id.Length > 0 && !labels.Add(node.Id))
            {
                faults.Add(new RequestFault($"{at}/id", $"Node {node.Id}: id occurs twice: give each node a number of its own."));
            }

            if (node.Delay > TimeSpan.Zero && (i == 0 || i == count - 1))
            {
                var where = i == 0 ? "first" : "last";
                var fault = $"Node {node.Id}: a delay stands {where}: a campaign starts at once and ends with a message.";
                faults.Add(new RequestFault(at, fault));
            }

            messages = node.Delay > TimeSpan.Zero ? 0 : messages + 1;
            if (messages == ContactProtocol.MaxGroup + 1)
            {
                var fault = $"Node {node.Id}: message {messages} in a row: put a delay after {ContactProtocol.MaxGroup} of them.";
                faults.Add(new RequestFault(at, fault));
            }
        }
    }
}
