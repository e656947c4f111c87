using System.Globalization;

namespace Campaigns.PostgreSql;

/// <summary>
/// Completes statements over rows. Such a statement writes <c>unnest(@rows) u(id, state)</c>, with the names of all columns in their order,
/// and gets rows of arrays, and values for the columns in which all rows are alike.
/// </summary>
internal static class RowSource
{
    private const string Begin = "unnest(@rows) u(";

    /// <summary>The number of the first column's parameter. The shard comes before.</summary>
    private const int First = 2;

    /// <summary>Whether the statement has rows to complete.</summary>
    public static bool IsIn(string sql) => sql.Contains(Begin, StringComparison.Ordinal);

    /// <summary>The complete statement.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="constants">The columns that are sent as one value, as bits.</param>
    public static string Complete(string sql, Columns rows, ulong constants)
    {
        var begin = sql.IndexOf(Begin, StringComparison.Ordinal);
        var end = sql.IndexOf(')', begin + Begin.Length);
        string[] names = sql[(begin + Begin.Length)..end].Split(',', StringSplitOptions.TrimEntries);
        if (names.Length != rows.All.Count)
        {
            throw new ArgumentException($"The statement names {names.Length} columns of {rows.All.Count}.", nameof(sql));
        }

        bool IsConstant(int column) => (constants & (1UL << column)) != 0;
        var arrays = Enumerable.Range(0, names.Length).Where(column => !IsConstant(column)).ToList();
        var source = $"unnest({string.Join(", ", arrays.Select(Parameter))}) {{0}}({string.Join(", ", arrays.Select(i => names[i]))})";
        if (constants == 0)
        {
            return string.Concat(sql[..begin], source.Replace("{0}", "u", StringComparison.Ordinal), sql[(end + 1)..]);
        }

        var columns = names.Select(
            (name, column) => IsConstant(column) ? $"{Parameter(column)}::{rows.All[column].TypeName} as {name}" : $"a.{name}");
        var inner = source.Replace("{0}", "a", StringComparison.Ordinal);
        return string.Concat(sql[..begin], $"(select {string.Join(", ", columns)} from {inner}) u", sql[(end + 1)..]);
    }

    private static string Parameter(int column) => string.Create(CultureInfo.InvariantCulture, $"${column + First}");
}
