using System.Runtime.InteropServices;

namespace Campaigns.Sqlite.Tests;

/// <summary>One engine owns a file, whichever path leads to it.</summary>
public sealed class PathTests : IDisposable
{
    private readonly StoreFolder _folder = new();

    public enum Way
    {
        SymbolicLink,
        LinkedFolder,
        HardLink,
        DeletedCompanions,
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Way.SymbolicLink)]
    [InlineData(Way.LinkedFolder)]
    [InlineData(Way.HardLink)]
    [InlineData(Way.DeletedCompanions)]
    public async Task Second_store_is_refused_whatever_path_leads_to_the_file(Way way)
    {
        using var first = new SqliteJobStore(_folder.File);
        await first.OpenAsync(default, CancellationToken.None);
        using var second = new SqliteJobStore(Lead(way));

        await RefusesAsync(second);
        await RefusesAsync(second); // the refusal has not released the lock
        await first.OpenAsync(default, CancellationToken.None);
    }

    [Theory]
    [InlineData(Way.SymbolicLink)]
    [InlineData(Way.LinkedFolder)]
    [InlineData(Way.HardLink)]
    [InlineData(Way.DeletedCompanions)]
    public async Task Second_process_is_refused_whatever_path_leads_to_the_file(Way way)
    {
        using var first = new DialerProcess(_folder.File);
        await first.ReadAsync("runs");
        using var second = new SqliteJobStore(Lead(way));
        await RefusesAsync(second);

        await first.KillAsync();
        if (way != Way.HardLink) // the log is not found under another name of the file
        {
            await second.OpenAsync(default, CancellationToken.None);
        }
    }

    private static async Task RefusesAsync(SqliteJobStore store)
    {
        var refusal = await Assert.ThrowsAsync<SqliteStoreException>(async () => await store.OpenAsync(default, CancellationToken.None));
        Assert.Equal(StoreProblem.Held, refusal.Problem);
    }

    private string Lead(Way way)
    {
        var folder = Path.GetDirectoryName(_folder.File)!;
        var other = Path.Combine(folder, "other.db");
        switch (way)
        {
            case Way.SymbolicLink:
                File.CreateSymbolicLink(other, _folder.File);
                return other;
            case Way.LinkedFolder:
                Directory.CreateSymbolicLink(Path.Combine(folder, "linked"), folder);
                return Path.Combine(folder, "linked", Path.GetFileName(_folder.File));
            case Way.HardLink:
                Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "hard links are made by the C library");
                Assert.Equal(0, link(_folder.File, other));
                return other;
            default:
                foreach (var companion in new[] { "-lock", "-commits" })
                {
                    File.Delete(_folder.File + companion);
                }

                return _folder.File;
        }
    }

    [DllImport("libc", CharSet = CharSet.Ansi)]
    private static extern int link(string from, string to);
}
