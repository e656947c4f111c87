using System.Globalization;

namespace Campaigns.Sqlite;

/// <summary>
/// Migrates a file to the current schema: <c>V1.sql</c> creates version 1 in an empty file, <c>V2.sql</c> migrates version 1 to 2, and so
/// on.
/// </summary>
internal static class Migrations
{
    /// <summary>The application id of our files: "Camp" in ASCII.</summary>
    public const int ApplicationId = 0x43616D70;

    /// <summary>The schema version that this package reads and writes.</summary>
    public const int Current = 6;

    /// <summary>Refuses a file of another program, or of a newer version, before anything is written to it.</summary>
    public static void RequireOurs(Database database, string path)
    {
        var isEmpty = database.ReadNumber("SELECT count(*) FROM sqlite_schema") == 0;
        var application = database.ReadNumber("PRAGMA application_id");
        if (application != ApplicationId && !(isEmpty && application == 0))
        {
            throw new SqliteStoreException(
                StoreProblem.Foreign, path, "The file is a SQLite database of another program: name another file.");
        }

        var version = VersionOf(database);
        if (version > Current)
        {
            throw new SqliteStoreException(
                StoreProblem.TooNew,
                path,
                $"A newer version of Campaigns.Sqlite wrote the file (schema {version}; this one supports up to {Current}): update the package.");
        }
    }

    /// <summary>Runs all missing migrations. The caller's transaction makes them atomic.</summary>
    public static void Run(Database database)
    {
        for (var version = VersionOf(database) + 1; version <= Current; version++)
        {
            database.Execute(Script(version));
            if (version == 5)
            {
                OneFormOfAddresses.Run(database);
            }
            else if (version == 6)
            {
                HashedSuppressions.Run(database);
            }

            database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version}"));
        }

        database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
    }

    public static long VersionOf(Database database) => database.ReadNumber("PRAGMA user_version");

    private static string Script(long version)
    {
        using var stream = typeof(Migrations).Assembly.GetManifestResourceStream($"V{version}.sql")
            ?? throw new InvalidOperationException($"The script of schema version {version} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
