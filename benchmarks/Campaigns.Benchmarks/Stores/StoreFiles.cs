namespace Campaigns.Benchmarks.Stores;

/// <summary>Database files in a temporary folder, which is deleted at the end.</summary>
internal sealed class StoreFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("campaigns-benchmark-");
    private int _count;

    public string Next() => Path.Combine(_folder.FullName, $"campaigns-{++_count}.db");

    public void Dispose() => _folder.Delete(recursive: true);
}
