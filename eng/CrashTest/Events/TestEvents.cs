using System.Globalization;

namespace Campaigns.CrashTest;

/// <summary>
/// The events of the test, each a function of its number. Of fifty events about a person, the first enrolls the person by a trigger, and
/// one in the middle is a reply, which ends the drip.
/// </summary>
internal static class TestEvents
{
    public const int PerPerson = 50;
    public const string Tenant = "default";
    private const string Joined = "joined";
    private const string Key = "joined";

    public static CampaignDefinition Definition { get; } = new()
    {
        Name = "Welcome", Key = Key, KeepOpen = true, Exit = new ExitRules { After = TimeSpan.FromDays(300) },
        Steps = [CampaignStep.Call(), CampaignStep.Wait(TimeSpan.FromDays(1)), CampaignStep.Call()],
    };

    public static CampaignTrigger Trigger { get; } = new()
    {
        Tenant = Tenant, Name = "welcome", EventType = Joined, CampaignKey = Key, Reentry = TriggerReentry.WhenNoneRuns,
        Contact = new ContactMapping { Key = "id", Phone = "phone" },
    };

    public static InboundEvent Of(int number)
    {
        var person = number / PerPerson;
        var id = string.Create(CultureInfo.InvariantCulture, $"event {number}");
        return IsJoining(number)
            ? new(Tenant, id, Joined)
            {
                Data = string.Create(CultureInfo.InvariantCulture, $$"""{"id":"{{PersonKey(person)}}","phone":"+1555{{person:D7}}"}"""),
            }
            : new(Tenant, id, IsReply(number) ? InboundEvent.Reply : "opened") { ContactKey = PersonKey(person) };
    }

    public static bool IsJoining(int number) => number % PerPerson == 0;

    public static bool IsReply(int number) => number % PerPerson == PerPerson / 2;

    private static string PersonKey(int person) => string.Create(CultureInfo.InvariantCulture, $"p{person}");
}
