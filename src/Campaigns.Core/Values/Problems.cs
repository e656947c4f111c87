namespace Campaigns;

/// <summary>Collects everything that is wrong with an input, so that it is reported in one message.</summary>
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

    /// <summary>A text as it stands in a problem; null, which reads as missing, for none.</summary>
    public static string? Quote(string? text) => text is null ? null : $"\"{text}\"";

    public void ThrowIfAny(string what)
    {
        if (_list.Count > 0)
        {
            throw new CampaignException(CampaignError.Invalid, $"{what} has {_list.Count} problem(s): {string.Join(" ", _list)}");
        }
    }
}
