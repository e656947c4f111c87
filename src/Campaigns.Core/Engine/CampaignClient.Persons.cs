using System.Runtime.CompilerServices;
using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>
/// Requests about the do-not-contact lists. With numbering plans, a request covers the number as given, for contacts enrolled before the
/// plans, and the number as the plans read it. If the two differ, the list gets two entries.
/// </summary>
internal sealed partial class CampaignClient
{
    public Task SuppressAsync(Suppression person, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        var read = Numbers.Read(person, out var problem);
        if (problem is not null)
        {
            var otherwise = person.Channel is null ? "; give the channel if it is another kind of address" : "";
            throw new CampaignException(CampaignError.Invalid, $"The address matches nobody: {problem}{otherwise}.");
        }

        return DoForEachAsync([person, read], SuppressCommand, cancellationToken);
    }

    public Task UnsuppressAsync(Suppression person, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        return DoForEachAsync([person, Numbers.Read(person, out _)], UnsuppressCommand, cancellationToken);
    }

    /// <summary>Posts one command per distinct entry. Only the first command can be withdrawn.</summary>
    private async Task DoForEachAsync(
        Suppression[] entries, Func<Suppression, Command<bool>> command, CancellationToken cancellationToken,
        [CallerMemberName] string request = "")
    {
        foreach (var entry in entries.Distinct())
        {
            await PostAsync(command(entry), cancellationToken, request);
            cancellationToken = CancellationToken.None;
        }
    }

    private static PersonCommand<bool> SuppressCommand(Suppression entry) => new(entry, (scheduler, slots) =>
    {
        scheduler.Suppressions.Suppress(entry, slots);
        return true;
    });

    private static SimpleCommand<bool> UnsuppressCommand(Suppression entry) => new(scheduler =>
    {
        scheduler.Suppressions.Unsuppress(entry);
        return true;
    });
}
