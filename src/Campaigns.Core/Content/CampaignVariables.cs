namespace Campaigns;

/// <summary>The campaign variables that the templates require. Without them, no contact could get the content.</summary>
internal sealed class CampaignVariables
{
    private const string Root = "campaign.";
    private readonly List<(string Field, string Name)> _needed = [];

    public void Add(string field, IEnumerable<string> variables) => _needed.AddRange(variables
        .Where(variable => variable.StartsWith(Root, StringComparison.Ordinal))
        .Select(variable => (field, variable[Root.Length..])));

    /// <summary>Adds a problem for each required variable that the campaign lacks.</summary>
    public void AddProblems(CampaignDefinition definition, Problems problems)
    {
        if (_needed.Count == 0 || definition.Data is null)
        {
            return;
        }

        var values = Fields.Of(definition.Data, definition.Name);
        foreach (var (field, name) in _needed.Where(needed => !values.ContainsKey(needed.Name)).Distinct())
        {
            problems.Require(false, field, "not a valid template", $"there is no {Root}{name}; give Data[\"{name}\"], or write one of {string.Join(", ", values.Keys.Take(10).Select(key => Root + key))}");
        }
    }
}
