using Campaigns.AspNetCore.Idempotency;
using Campaigns.AspNetCore.Webhooks.Outbound;

namespace Campaigns.AspNetCore;

/// <summary>
/// Erases persons from everything that the host keeps: from the engine's store, from webhook messages that wait or have failed, and from
/// stored answers to repeated requests. <c>AddCampaignsApi</c> adds it as a service. Thread-safe.
/// </summary>
public sealed class PersonErasure
{
    private readonly ICampaignOperations _operations;
    private readonly MessageErasure _messages;
    private readonly AnswerSeals _answers;

    internal PersonErasure(ICampaignOperations operations, MessageErasure messages, AnswerSeals answers) =>
        (_operations, _messages, _answers) = (operations, messages, answers);

    /// <summary>
    /// Erases a person as <see cref="ICampaignOperations.EraseAsync"/> does. Also makes the stored answers to the tenant's requests of the
    /// last hours unreadable, as a whole, because nobody can say for certain which of them name the person. A request of these that is
    /// repeated with its idempotency key is told that it was executed, and that its answer is gone.
    /// </summary>
    /// <param name="person">The person.</param>
    /// <param name="cancellationToken">Stops between the parts. Repeat the erasure then, as after any error: that is safe.</param>
    /// <exception cref="ArgumentException">The person has neither a key nor an address, or a value would match nobody.</exception>
    /// <exception cref="CampaignException">The numbering plans refuse a number, or the store failed.</exception>
    public async Task<ErasureReceipt> EraseAsync(PersonIdentity person, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(person);
        var receipt = await _operations.EraseAsync(person, cancellationToken);
        await _messages.EraseAsync(person.Tenant.Trim(), receipt.ContactKeys, cancellationToken);
        await _answers.ShredAsync(person.Tenant.Trim(), cancellationToken);
        return receipt;
    }
}
