using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace Campaigns.Rules.Tests.Support;

/// <summary>The contents of a package file.</summary>
internal sealed class Package
{
    /// <summary>The kind of debug information that holds a source, from the specification of portable PDBs.</summary>
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    private readonly Dictionary<string, byte[]> _entries = [];

    public Package(string file)
    {
        using var archive = ZipFile.OpenRead(file);
        foreach (var entry in archive.Entries)
        {
            using var content = entry.Open();
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            _entries.Add(entry.FullName, copy.ToArray());
        }
    }

    /// <summary>The contents by path, without two files that NuGet names differently in every pack.</summary>
    public IReadOnlyDictionary<string, byte[]> Content =>
        _entries.Where(entry => !entry.Key.StartsWith("_rels/", StringComparison.Ordinal)
                && !entry.Key.StartsWith("package/", StringComparison.Ordinal))
            .ToDictionary();

    public XElement Metadata => XDocument.Parse(Text(_entries.Keys.Single(name => name.EndsWith(".nuspec", StringComparison.Ordinal))))
        .Root!.Elements().Single(element => element.Name.LocalName == "metadata");

    public string Text(string name)
    {
        using var reader = new StreamReader(new MemoryStream(_entries[name]));
        return reader.ReadToEnd();
    }

    /// <summary>The path of the symbols that an assembly records.</summary>
    public string SymbolPath(string assembly)
    {
        using var reader = new PEReader(new MemoryStream(_entries[assembly]));
        var codeView = reader.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView);
        return reader.ReadCodeViewDebugDirectoryData(codeView).Path;
    }

    /// <summary>The source files that the symbols refer to.</summary>
    public IReadOnlyList<string> SourcePaths(string symbols)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(_entries[symbols]));
        var reader = provider.GetMetadataReader();
        return [.. reader.Documents.Select(document => reader.GetString(reader.GetDocument(document).Name))];
    }

    /// <summary>The sources that the symbols hold: those that generators made.</summary>
    public IReadOnlyList<string> EmbeddedSources(string symbols)
    {
        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(_entries[symbols]));
        var reader = provider.GetMetadataReader();
        return
        [
            .. reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation)
                .Where(information => reader.GetGuid(information.Kind) == EmbeddedSource)
                .Select(information => Inflate(reader.GetBlobBytes(information.Value))),
        ];
    }

    /// <summary>Reads an embedded source: its length, and then the text, which is deflated unless the length is 0.</summary>
    private static string Inflate(byte[] source)
    {
        using var content = new MemoryStream(source, sizeof(int), source.Length - sizeof(int));
        using var inflated = BitConverter.ToInt32(source) == 0 ? (Stream)content : new DeflateStream(content, CompressionMode.Decompress);
        using var reader = new StreamReader(inflated);
        return reader.ReadToEnd();
    }
}
