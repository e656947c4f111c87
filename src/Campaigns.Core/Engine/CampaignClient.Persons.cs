using System.Runtime.CompilerServices;
using Campaigns.Scheduling;

namespace Campaigns.Engine;

/// <summary>
/// Requests about the do-not-contact lists. Where there are numbering plans, a number stands for whoever was enrolled with it before them,
/// and for whoever is enrolled with what they make of it: two entries, if these differ.
/// </summary>
internal sealed partial class CampaignClient
{
    public Task SuppressAsync(Suppression person, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        var read = Numbers.Read(person, out var problem);
        if (problem is not null)
        {
            var otherwise = person.Channel is null ? "; name its channel if it is an address of another kind" : "";
            throw new CampaignException(CampaignError.Invalid, $"The address matches nobody: {problem}{otherwise}.");
        }

        return DoForEachAsync([person, read], SuppressCommand, cancellationToken);
    }

    public Task UnsuppressAsync(Suppression person, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        return DoForEachAsync([person, Numbers.Read(person, out _)], UnsuppressCommand, cancellationToken);
    }

    /// <summary>One command for each of the entries. Once the first is taken the others are no longer withdrawn.</summary>
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
