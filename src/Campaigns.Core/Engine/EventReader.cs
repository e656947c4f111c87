using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>Reads events before they are posted: finds whom an event is about, or why nobody can be meant.</summary>
internal sealed class EventReader(NumberReader numbers)
{
    /// <summary>Reads an event with valid values.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="isRetry">Whether an entry of the log is to be applied again.</param>
    public EventEntry Read(InboundEvent happened, bool isRetry = false)
    {
        var person = PersonOf(happened, out var problem);
        IReadOnlyList<Suppression> people = [];
        if (person is not null)
        {
            var read = numbers.Read(person, out var refusal); // a refused number may have been enrolled before the plans
            var suppresses = InboundEvent.Suppresses(happened.Type);
            problem = suppresses && refusal is not null ? $"the address matches nobody: {refusal}" : null;
            people = suppresses && read != person ? [person, read] : [read];
        }

        return new EventEntry(happened) { People = people, Problem = problem, IsRetry = isRetry };
    }

    /// <summary>The person as the event's type means it; null for none.</summary>
    private static Suppression? PersonOf(InboundEvent happened, out string? problem)
    {
        problem = null;
        var (tenant, channel) = (happened.Tenant, ChannelOf(happened));
        if (happened.ContactKey is { } given)
        {
            var key = Unseen.Trim(given);
            problem = happened.Type == InboundEvent.Bounce ? "a bounce needs the address that failed" : Contact.ProblemOfKey(key);
            return problem is null ? Suppression.Restore(tenant, key, channel, null) : null;
        }

        if (happened.Address is not { } address)
        {
            problem = InboundEvent.Suppresses(happened.Type) ? $"an event of the type {happened.Type} needs a person" : null;
            return null;
        }

        problem = happened.Type == InboundEvent.Bounce && channel is null ? "a bounce of this address needs its channel"
            : channel is null ? Addresses.ReadAny(address, out address)
            : Addresses.Read(channel, address, out address);
        if (problem is not null)
        {
            problem = happened.Type == InboundEvent.Bounce && channel is null ? problem : $"the address matches nobody: {problem}";
            return null;
        }

        return Suppression.OfCanonical(tenant, address, channel);
    }

    private static string? ChannelOf(InboundEvent happened)
    {
        var channel = happened.Channel is { } given && Unseen.Trim(given) is { Length: > 0 } trimmed ? trimmed : null;
        return happened.Type switch
        {
            InboundEvent.Complaint => null,
            InboundEvent.Bounce when channel is null && happened.Address?.Contains('@') == true => Channels.Email,
            _ => channel,
        };
    }
}
