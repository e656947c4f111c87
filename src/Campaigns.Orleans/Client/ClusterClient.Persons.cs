using Campaigns.Orleans.Client.Members;

namespace Campaigns.Orleans.Client;

/// <content>Persons, do-not-contact lists, events and triggers of tenants.</content>
internal sealed partial class ClusterClient
{
    private static readonly StreamMembers<Suppression, SuppressionImport> Entries =
        new(SessionMembers.PushSuppressions, SessionMembers.EndImport);

    public Task<IReadOnlyList<SuppressionEntry>> FindSuppressionsAsync(PersonIdentity person, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        return OfPersonAsync(person, TenantMembers.FindSuppressions, cancellationToken);
    }

    public Task<ErasureReceipt> EraseAsync(PersonIdentity person, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        return OfPersonAsync(person, TenantMembers.Erase, cancellationToken);
    }

    public Task<SuppressionImport> ImportSuppressionsAsync(
        string tenant, IAsyncEnumerable<Suppression> entries, CancellationToken cancellationToken) =>
        ImportAsync(tenant, entries, isCheck: false, cancellationToken);

    public Task<SuppressionImport> CheckSuppressionsAsync(
        string tenant, IAsyncEnumerable<Suppression> entries, CancellationToken cancellationToken) =>
        ImportAsync(tenant, entries, isCheck: true, cancellationToken);

    public Task<IngestReceipt> ApplyEventAgainAsync(string tenant, string id, CancellationToken cancellationToken) =>
        OfTenantAsync(tenant, TenantMembers.ApplyEventAgain, new NameAt(tenant, id), cancellationToken);

    public Task SetTriggerAsync(CampaignTrigger trigger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        trigger.FindProblems().ThrowIfAny("The trigger");
        return OfTenantAsync(trigger.Tenant, TenantMembers.SetTrigger, trigger, cancellationToken);
    }

    public Task RemoveTriggerAsync(string tenant, string name, CancellationToken cancellationToken) =>
        OfTenantAsync(tenant, TenantMembers.RemoveTrigger, new NameAt(tenant, name), cancellationToken);

    private Task<TAnswer> OfPersonAsync<TAnswer>(
        PersonIdentity person, ShardMember<PersonIdentity, TAnswer> member, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person.Addresses);
        return _shards.AskAsync(_shards.OfTenant(Named.Of(person.Tenant)), member, person, cancellationToken);
    }

    private async Task<SuppressionImport> ImportAsync(
        string tenant, IAsyncEnumerable<Suppression> entries, bool isCheck, CancellationToken cancellationToken)
    {
        tenant = Named.Of(tenant);
        ArgumentNullException.ThrowIfNull(entries);
        var shard = _shards.OfTenant(tenant);
        var upload = new StreamUpload<Suppression, SuppressionImport>(_shards, shard, Entries, _ => { });
        return await upload.RunAsync(
            () => _shards.AskAsync(
                shard, SessionMembers.OpenImport, new ImportAt(upload.Session, tenant, isCheck), cancellationToken),
            entries, cancellationToken);
    }
}
