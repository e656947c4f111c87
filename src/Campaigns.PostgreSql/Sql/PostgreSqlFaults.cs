using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace Campaigns.PostgreSql;

/// <summary>Turns errors of the server and the connection into messages that say what to do.</summary>
internal static class PostgreSqlFaults
{
    /// <summary>The commit's owner has been replaced.</summary>
    public const string Fenced = "CF001";

    /// <summary>The batch names a row that the store does not hold.</summary>
    public const string NotHeld = "CF002";

    /// <summary>Whether the server has certainly written nothing: it has reported an error and keeps the connection.</summary>
    public static bool IsCertain(Exception error) => error is PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>Whether the error comes from the server or the connection.</summary>
    public static bool IsOurs(Exception error) => error is NpgsqlException or SocketException or IOException or TimeoutException;

    public static Exception Of(Exception error, string target) => error switch
    {
        PostgresException { SqlState: NotHeld } failed =>
            new ArgumentException($"The batch names rows that the store does not hold: {failed.MessageText}.", failed),
        PostgresException failed => Of(failed, target),
        NpgsqlException { InnerException: AuthenticationException } => new PostgreSqlStoreException(
            PostgreSqlStoreProblem.LoginRefused, target,
            $"The certificates do not match: {Cause(error)} Check \"SSL Mode\", \"Root Certificate\" and the server's certificate.", error),
        NpgsqlException { InnerException: TimeoutException } or TimeoutException => new PostgreSqlStoreException(
            PostgreSqlStoreProblem.Busy, target,
            "The server did not answer in time. Check its load, its locks, its synchronous standbys and the network.", error),
        _ => new PostgreSqlStoreException(
            PostgreSqlStoreProblem.Unreachable, target, $"The connection failed: {Cause(error)} Check the server and the network.", error),
    };

    private static PostgreSqlStoreException Of(PostgresException error, string target)
    {
        var (problem, remedy) = error.SqlState switch
        {
            "28000" or "28P01" => (PostgreSqlStoreProblem.LoginRefused, "Check the user name, the password and pg_hba.conf."),
            "3D000" => (PostgreSqlStoreProblem.Unreachable, "Create the database."),
            "42501" => (PostgreSqlStoreProblem.RightMissing, "Grant the right to the role, or run the scripts as another role."),
            "53100" or "53400" => (PostgreSqlStoreProblem.Full, "Free disk space on the server."),
            "25006" =>
                (PostgreSqlStoreProblem.ReadOnly, "Name the primary server: \"Target Session Attributes=primary\" for several hosts."),
            "42P01" or "42703" or "42883" or "3F000" =>
                (PostgreSqlStoreProblem.NotMigrated, "The schema is not what this package has created."),
            "57014" or "55P03" => (PostgreSqlStoreProblem.Busy, "Another session holds a lock, or the server is overloaded."),
            "40001" or "40P01" => (PostgreSqlStoreProblem.Busy,
                "Another session has changed or locked the same rows, or a replica could not wait."),
            "57P01" or "57P02" or "57P03" => (PostgreSqlStoreProblem.Unreachable, "The server or the session was stopped, or it starts."),
            "22021" or "22P05" =>
                (PostgreSqlStoreProblem.Refused, "A text holds a character that PostgreSQL cannot store, such as U+0000."),
            _ when error.SqlState.StartsWith("23", StringComparison.Ordinal) =>
                (PostgreSqlStoreProblem.Refused, "The data contradict the content of the store."),
            _ when error.SqlState.StartsWith("53", StringComparison.Ordinal) =>
                (PostgreSqlStoreProblem.Busy, "The server lacks a resource."),
            _ => (PostgreSqlStoreProblem.Unreachable, "Check the server's log."),
        };
        return new PostgreSqlStoreException(problem, target, $"{error.SqlState}: {Sentence(error.MessageText)} {remedy}", error);
    }

    private static string Cause(Exception error) => Sentence((error.InnerException ?? error).Message);

    private static string Sentence(string text) => text.EndsWith('.') ? text : $"{text}.";
}
