namespace Campaigns.Simulation;

/// <summary>
/// Makes requests to the engine, and informs the judge of each acknowledgment. From then on, the old settings are not in force and a
/// stopped job stays stopped.
/// </summary>
internal sealed class RequestSender(SimulatedWorld world, SimulatedHost host)
{
    private readonly Dictionary<string, int> _open = [];
    private readonly Dictionary<string, long> _begun = [];
    private long _requests;

    /// <summary>The clock of the current process.</summary>
    public TimeProvider Time => host.Process.Time;

    /// <summary>Makes a request once.</summary>
    /// <param name="subject">The subject. Overlapping requests about the same subject prove less.</param>
    /// <param name="ask">The request.</param>
    /// <param name="acknowledged">Called on acknowledgment, with the event number at which the request was made, and whether no other
    /// request about the subject overlapped.</param>
    /// <param name="failed">Called if the request was not carried out; null for nothing.</param>
    public void Ask(
        string subject, Func<CampaignEngine, Task> ask, Action<long, bool>? acknowledged = null, Action<Exception>? failed = null)
    {
        var issued = world.Judge.Events;
        var number = ++_requests;
        var wasAlone = _open.GetValueOrDefault(subject) == 0;
        _open[subject] = _open.GetValueOrDefault(subject) + 1;
        _begun[subject] = number;
        world.Trace.Note(world.Kernel, TraceEvent.Request, number, 0);
        if (world.Trace.IsKept)
        {
            world.Trace.Say(world.Kernel, $"request {number} about {subject}");
        }

        host.Ask(ask, refusal =>
        {
            _open[subject]--;
            world.Trace.Say(world.Kernel, $"request {number}: {(refusal is null ? "acknowledged" : refusal.Message)}");
            if (refusal is null)
            {
                acknowledged?.Invoke(issued, wasAlone && _begun[subject] == number);
            }
            else
            {
                RequireRefusal(refusal, subject);
                failed?.Invoke(refusal);
            }
        });
    }

    /// <summary>Requests the enrollment of a complete list of contacts, which resumes interrupted lists.</summary>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contacts">The contacts.</param>
    /// <param name="acknowledged">Called on acknowledgment; null for nothing.</param>
    public void AskToEnroll(CampaignFacts campaign, IReadOnlyList<Contact> contacts, Action? acknowledged = null)
    {
        campaign.ShortLists++;
        campaign.CutLists = 0;
        Ask(
            $"campaign {campaign.Id}",
            engine => engine.Client.AddContactsAsync(campaign.Id, contacts),
            (_, _) =>
            {
                End();
                acknowledged?.Invoke();
            },
            _ => End());

        void End()
        {
            campaign.ShortLists--;
            campaign.CutLists = 0; // lists interrupted meanwhile may or may not have been taken over
        }
    }

    /// <summary>Repeats a request until it is carried out or refused, as a careful host does.</summary>
    public void Insist(string subject, Func<CampaignEngine, Task> ask, Action<long, bool>? acknowledged = null, Action? then = null)
    {
        Ask(
            subject,
            ask,
            (issued, isAlone) =>
            {
                acknowledged?.Invoke(issued, isAlone);
                then?.Invoke();
            },
            failure =>
            {
                if (IsRefusal(failure))
                {
                    then?.Invoke();
                }
                else
                {
                    world.Kernel.After(TimeSpan.FromSeconds(1), () => Insist(subject, ask, acknowledged, then));
                }
            });
    }

    /// <summary>Whether a failure is a final refusal. Otherwise, the result of the request is unknown.</summary>
    public static bool IsRefusal(Exception failure) =>
        failure is CampaignException { Error: not (CampaignError.StoreFailed or CampaignError.Stopped) };

    private void RequireRefusal(Exception failure, string subject)
    {
        var isKnown = failure is CampaignException or LostException or IOException;
        world.Judge.Require(isKnown, 9, () => $"a request about {subject} failed in an unexpected way: {failure}");
    }
}
