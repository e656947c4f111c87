using System.Globalization;

namespace Campaigns.Scheduling;

/// <summary>One rule of a tenant that limits how often a person is contacted.</summary>
/// <param name="Cap">The cap; null for a pause.</param>
/// <param name="Pause">The minimum time between an attempt and the next; 0 for none.</param>
/// <param name="CoolDown">The minimum time between a conversation and the next attempt; 0 for none.</param>
/// <param name="Text">The rule as shown to users.</param>
internal sealed record FrequencyRule(FrequencyCap? Cap, TimeSpan Pause, TimeSpan CoolDown, string Text);

/// <summary>
/// The rules in a tenant's settings that limit how often a person is contacted. Rules of the person apply across all names of the person.
/// Rules of the channel apply to one address on one channel.
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
    /// The largest number of past attempts that the rules examine. Rules with a cool-down examine all attempts, because a live attempt may
    /// become a conversation.
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
