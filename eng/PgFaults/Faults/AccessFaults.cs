using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Campaigns.PgFaults;

/// <summary>The server refuses the role, or shows a certificate of somebody else.</summary>
internal static class AccessFaults
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        Taking("right-missing", "revoke insert on campaigns.live from", "grant insert on campaigns.live to",
            new Told(PostgreSqlStoreProblem.RightMissing, "42501")),
        Taking("login-refused", "alter role nologin", "alter role login", new Told(PostgreSqlStoreProblem.LoginRefused, "28000")),
        Taking("connections-used-up", "alter role connection limit 0", "alter role connection limit -1",
            new Told(PostgreSqlStoreProblem.Busy, "53300")),
        new Fault("certificate-refused", RefuseAsync),
        new Fault("read-only", TurnReadOnlyAsync),
    ];

    /// <summary>Takes something from the engine's role, and gives it back.</summary>
    private static Fault Taking(string name, string take, string give, Told told) => new(name, async (servers, times) =>
    {
        var settings = await servers.NewStageAsync(options => options.Migrates = false);
        var server = settings.Server;
        await using (var owner = new PostgreSqlJobStore(settings.Connection))
        {
            await owner.OpenAsync(DateTimeOffset.UtcNow, CancellationToken.None); // creates the schema
        }

        var role = $"engine_{settings.Database}";
        await server.ExecuteInAsync(
            settings.Database, $"create role {role} login", $"grant usage on schema campaigns to {role}",
            $"grant select, insert, update, delete on all tables in schema campaigns to {role}");
        settings = settings with { Connection = $"{settings.Connection};Username={role}" };
        return await Repetition.RunAsync(settings, times, told, async stage =>
        {
            var before = stage.Errors.Count;
            await server.ExecuteInAsync(settings.Database, For(take, role));
            await FaultServer.EndWritersAsync(server, settings.Database);
            await FaultStage.UntilAsync(() => stage.Errors.Since(before).Any(told.Fits), $"the store does not tell {told}");
            await server.ExecuteInAsync(settings.Database, For(give, role));
        });
    });

    /// <summary>The server no longer writes, as when its operator moves to another one, and later writes again.</summary>
    private static async Task<FaultReport> TurnReadOnlyAsync(FaultServer servers, int times)
    {
        var settings = await servers.NewStageAsync();
        var setting = $"alter database {settings.Database} set default_transaction_read_only =";
        return await Repetition.RunAsync(settings, times, new Told(PostgreSqlStoreProblem.ReadOnly, "25006"), async stage =>
        {
            var before = stage.Errors.Count;
            await settings.Server.ExecuteAsync($"{setting} on");
            await FaultServer.EndWritersAsync(settings.Server, settings.Database);
            await FaultStage.UntilAsync(
                () => stage.Errors.Since(before).Any(error => error.Problem == PostgreSqlStoreProblem.ReadOnly), "no error tells it");
            await settings.Server.ExecuteAsync($"{setting} off");
        });
    }

    private static string For(string statement, string role) => statement.StartsWith("alter role ", StringComparison.Ordinal)
        ? statement.Replace("alter role ", $"alter role {role} ", StringComparison.Ordinal)
        : $"{statement} {role}";

    private static async Task<FaultReport> RefuseAsync(FaultServer servers, int times)
    {
        await using var server = FaultServer.NewServer();
        await server.CreateAsync();
        using var trusted = Authority("trusted");
        using var other = Authority("other");
        var root = Path.Combine(server.Folder, "root.crt");
        await File.WriteAllTextAsync(root, trusted.ExportCertificatePem());
        await ShowAsync(server, trusted);
        await server.ExecuteAsync("alter system set ssl = on", "select pg_reload_conf()");
        var database = await servers.CreateDatabaseAsync(server);
        var connection = $"{server.ConnectionTo(database)};SSL Mode=VerifyFull;Root Certificate={root}";
        var told = new Told(PostgreSqlStoreProblem.LoginRefused);
        return await Repetition.RunAsync(new StageSettings(server, database, connection), times, told, async stage =>
        {
            var before = stage.Errors.Count;
            await ShowAsync(server, other);
            await server.ExecuteAsync("select pg_reload_conf()");
            await FaultServer.EndWritersAsync(server, database);
            await FaultStage.UntilAsync(() => stage.Errors.Since(before).Any(told.Fits), $"the store does not tell {told}");
            await ShowAsync(server, trusted);
            await server.ExecuteAsync("select pg_reload_conf()");
        });
    }

    private static X509Certificate2 Authority(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    /// <summary>Gives the server a certificate of an authority.</summary>
    private static async Task ShowAsync(PostgreSqlServer server, X509Certificate2 authority)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var shown = request.Create(
            authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        await WriteAsync(Path.Combine(server.Data, "server.key"), key.ExportPkcs8PrivateKeyPem());
        await WriteAsync(Path.Combine(server.Data, "server.crt"), shown.ExportCertificatePem());
    }

    private static async Task WriteAsync(string file, string text)
    {
        File.Delete(file);
        var forItsOwner = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            forItsOwner.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var writer = new StreamWriter(file, forItsOwner))
        {
            await writer.WriteAsync(text);
        }

        await PostgreSqlServer.GiveAsync(file);
    }
}
