using System.Globalization;

namespace Campaigns.Scheduling;

/// <summary>One rule of a tenant on how often a person is contacted.</summary>
/// <param name="Cap">The cap; null for a pause.</param>
/// <param name="Pause">How long the person is left alone after an attempt; 0 for none.</param>
/// <param name="CoolDown">How long the person is left alone after a conversation; 0 for none.</param>
/// <param name="Text">The rule, as it is told to whoever asks.</param>
internal sealed record FrequencyRule(FrequencyCap? Cap, TimeSpan Pause, TimeSpan CoolDown, string Text);

/// <summary>
/// What a tenant's settings say on how often a person is contacted: by all names of the person, or by the address on its channel.
/// </summary>
internal sealed class FrequencyRules
{
    public FrequencyRules(TenantSettings settings)
    {
        Person = [.. RulesOf(settings, CapScope.Person)];
        Channel = [.. RulesOf(settings, CapScope.Channel)];
    }

    public FrequencyRule[] Person { get; }

    public FrequencyRule[] Channel { get; }

    /// <summary>
    /// How many attempts back rules look at most; all of them with a cool-down, for one that is live may become a conversation.
    /// </summary>
    public static int MostOf(FrequencyRule[] rules)
    {
        var most = 0;
        foreach (var rule in rules)
        {
            most = Math.Max(most, rule.CoolDown > TimeSpan.Zero ? int.MaxValue : rule.Cap?.Attempts ?? 1);
        }

        return most;
    }

    private static IEnumerable<FrequencyRule> RulesOf(TenantSettings settings, CapScope scope)
    {
        var where = scope == CapScope.Person ? "over all channels" : "on the channel";
        foreach (var cap in settings.Caps.Where(cap => cap.Scope == scope))
        {
            var days = cap.Period == CapPeriod.Rolling ? $"{cap.Days} x 24 hours" : $"{cap.Days} calendar day(s)";
            yield return new FrequencyRule(
                cap, default, default, $"the contact was tried often enough: at most {cap.Attempts} attempt(s) in {days} {where}");
        }

        if (settings.CoolDown > TimeSpan.Zero && settings.CoolDownScope == scope)
        {
            yield return new FrequencyRule(
                null, default, settings.CoolDown, $"the contact is left alone for {Text(settings.CoolDown)} after a conversation, {where}");
        }

        if (settings.MinInterval > TimeSpan.Zero && settings.MinIntervalScope == scope)
        {
            yield return new FrequencyRule(
                null, settings.MinInterval, default,
                $"the contact is left alone for {Text(settings.MinInterval)} after an attempt, {where}");
        }
    }

    private static string Text(TimeSpan time) => time.ToString("g", CultureInfo.InvariantCulture);
}
