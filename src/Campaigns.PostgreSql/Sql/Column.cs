using Npgsql;
using NpgsqlTypes;

namespace Campaigns.PostgreSql;

/// <summary>A column of the rows that one statement writes: an array parameter, or one value if all rows have the same.</summary>
internal abstract class Column
{
    /// <summary>The number of rows.</summary>
    public abstract int Count { get; }

    /// <summary>Whether all rows have the same value.</summary>
    public abstract bool IsConstant { get; }

    /// <summary>The name of the type in the database.</summary>
    public abstract string TypeName { get; }

    /// <summary>All values as one array.</summary>
    public abstract NpgsqlParameter Array();

    /// <summary>The value of all rows.</summary>
    public abstract NpgsqlParameter Value();

    public abstract void Clear();
}

/// <summary>A column with values of one type.</summary>
/// <param name="type">The type of the values in the database.</param>
internal sealed class Column<T>(NpgsqlDbType type) : Column
{
    private readonly List<T> _values = [];
    private bool _varies;

    public override int Count => _values.Count;

    public override bool IsConstant => !_varies;

    public override string TypeName => type switch
    {
        NpgsqlDbType.Bigint => "bigint",
        NpgsqlDbType.Integer => "int",
        NpgsqlDbType.Smallint => "smallint",
        NpgsqlDbType.Boolean => "bool",
        NpgsqlDbType.Bytea => "bytea",
        _ => "text",
    };

    public void Add(T value)
    {
        _varies = _varies || (_values.Count > 0 && !EqualityComparer<T>.Default.Equals(value, _values[0]));
        _values.Add(value);
    }

    public override NpgsqlParameter Array() =>
        new NpgsqlParameter<List<T>> { TypedValue = _values, NpgsqlDbType = NpgsqlDbType.Array | type };

    public override NpgsqlParameter Value() => new() { Value = (object?)_values[0] ?? DBNull.Value, NpgsqlDbType = type };

    public override void Clear()
    {
        _values.Clear();
        _varies = false;
    }
}

/// <summary>
/// The rows that one statement writes: one array per column, which the statement turns into rows with unnest. Valid until the statement
/// has run.
/// </summary>
/// <remarks>
/// A column in which all rows are alike is sent as one value, because the server needs a tenth of a microsecond for each element of an
/// array, and most columns of most rows are alike. A column that has varied once stays an array: each set of arrays is a statement of its
/// own, which the server has to prepare.
/// </remarks>
internal sealed class Columns
{
    /// <summary>The fewest rows for which it matters.</summary>
    private const int Fewest = 32;

    private readonly List<Column> _columns = [];
    private ulong _varied = 1; // the first column tells the number of rows

    public IReadOnlyList<Column> All => _columns;

    /// <summary>The columns to send as one value, as bits.</summary>
    public ulong FindConstants()
    {
        if (_columns.Count == 0 || _columns[0].Count < Fewest)
        {
            return 0;
        }

        for (var i = 0; i < _columns.Count; i++)
        {
            _varied |= _columns[i].IsConstant ? 0 : 1UL << i;
        }

        return ~_varied & ((1UL << _columns.Count) - 1);
    }

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
