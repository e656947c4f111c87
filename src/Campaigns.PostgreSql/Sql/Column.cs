using Npgsql;
using NpgsqlTypes;

namespace Campaigns.PostgreSql;

/// <summary>A column of the rows that one statement writes: an array parameter.</summary>
internal abstract class Column
{
    public abstract NpgsqlParameter Parameter();

    public abstract void Clear();
}

/// <summary>A column with values of one type.</summary>
/// <param name="type">The type of the values in the database.</param>
internal sealed class Column<T>(NpgsqlDbType type) : Column
{
    private readonly List<T> _values = [];

    public void Add(T value) => _values.Add(value);

    public override NpgsqlParameter Parameter() =>
        new NpgsqlParameter<List<T>> { TypedValue = _values, NpgsqlDbType = NpgsqlDbType.Array | type };

    public override void Clear() => _values.Clear();
}

/// <summary>
/// The rows that one statement writes: one array per column, which the statement turns into rows with unnest. Valid until the statement
/// has run.
/// </summary>
internal sealed class Columns
{
    private readonly List<Column> _columns = [];

    public IReadOnlyList<Column> All => _columns;

    public Column<long> Long() => Create<long>(NpgsqlDbType.Bigint);

    public Column<long?> LongOrNull() => Create<long?>(NpgsqlDbType.Bigint);

    public Column<int> Int() => Create<int>(NpgsqlDbType.Integer);

    public Column<short> Short() => Create<short>(NpgsqlDbType.Smallint);

    public Column<short?> ShortOrNull() => Create<short?>(NpgsqlDbType.Smallint);

    public Column<bool> Bool() => Create<bool>(NpgsqlDbType.Boolean);

    public Column<string?> Text() => Create<string?>(NpgsqlDbType.Text);

    public Column<byte[]> Bytes() => Create<byte[]>(NpgsqlDbType.Bytea);

    /// <summary>Text in UTF-8.</summary>
    public Column<byte[]> Utf8() => Create<byte[]>(NpgsqlDbType.Text);

    public void Clear() => _columns.ForEach(column => column.Clear());

    private Column<T> Create<T>(NpgsqlDbType type)
    {
        var column = new Column<T>(type);
        _columns.Add(column);
        return column;
    }
}
