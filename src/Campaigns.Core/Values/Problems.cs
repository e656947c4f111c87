namespace Campaigns;

/// <summary>Collects all problems of an input, so that one message reports them.</summary>
internal sealed class Problems
{
    private readonly List<string> _list = [];

    public IReadOnlyList<string> List => _list;

    public void Require(bool holds, string field, object? value, string remedy)
    {
        if (!holds)
        {
            _list.Add($"{TextLimits.Show(field)} is {TextLimits.Show(value)}: {remedy}.");
        }
    }

    public void AddAll(Problems others) => _list.AddRange(others._list);

    /// <summary>Quotes a text for a problem. Null stays null and is shown as "missing".</summary>
    public static string? Quote(string? text) => text is null ? null : $"\"{text}\"";

    public void ThrowIfAny(string what)
    {
        if (_list.Count > 0)
        {
            var message = $"{what} has {_list.Count} problem(s): {string.Join(" ", _list)}";
            throw new CampaignException(CampaignError.Invalid, message) { Problems = [.. _list] };
        }
    }
}
