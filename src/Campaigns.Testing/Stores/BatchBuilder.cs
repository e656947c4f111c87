using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Fills a batch the way the engine does.</summary>
internal sealed class BatchBuilder
{
    private readonly CommitBatch _batch = new();

    public CommitBatch Rows => _batch;

    /// <summary>Empties the batch for the next commit.</summary>
    public CommitBatch Begin(long epoch, DateTimeOffset now)
    {
        _batch.Clear();
        _batch.Seal(epoch, now);
        return _batch;
    }

    public BatchBuilder Campaign(CampaignRow row)
    {
        _batch.Write(row);
        return this;
    }

    public BatchBuilder Lane(LaneRow row)
    {
        _batch.Write(row);
        return this;
    }

    public BatchBuilder Tenant(TenantRow row)
    {
        _batch.Write(row);
        return this;
    }

    public BatchBuilder Suppress(Suppression entry, bool isActive = true)
    {
        var text = entry.ContactKey ?? entry.Address!;
        _batch.Write(new SuppressionRow(
            entry.Tenant, SuppressionRow.HashOf(1, entry.Tenant, text), entry.ContactKey is not null, entry.Channel, isActive ? text : null,
            isActive ? Sample.Created : null, SuppressionReason.Requested, isActive));
        return this;
    }

    public BatchBuilder Write(SuppressionRow row)
    {
        _batch.Write(row);
        return this;
    }

    public BatchBuilder Erase(ErasureRow row)
    {
        _batch.Write(row);
        return this;
    }

    /// <summary>Changes a provider's settings; null restores its registered settings.</summary>
    public BatchBuilder Provider(string name, ProviderSettings? settings, long revision = 0)
    {
        _batch.Write(new ProviderRow(name, settings, revision));
        return this;
    }

    /// <summary>Writes a caller id.</summary>
    public BatchBuilder CallerId(CallerIdRow row)
    {
        _batch.Write(row);
        return this;
    }

    /// <summary>Marks a tenant's channel as unavailable, with the reason; null marks it as available again.</summary>
    public BatchBuilder Channel(string tenant, string channel, string? unavailable)
    {
        _batch.Write(new ChannelRow(tenant, channel, unavailable));
        return this;
    }

    public BatchBuilder Report(ReportRow row)
    {
        _batch.Write(row);
        return this;
    }

    public BatchBuilder Busy(BusyRow row)
    {
        _batch.Write(row);
        return this;
    }

    /// <summary>Writes an entry of the event log, and removes a portion of the older ones.</summary>
    public BatchBuilder Event(LoggedEvent row, DateTimeOffset? forgetBefore = null)
    {
        _batch.Write(row);
        if (forgetBefore is { } before)
        {
            _batch.ForgetEvents(before);
        }

        return this;
    }

    /// <summary>Removes old entries of a tenant's event log.</summary>
    public BatchBuilder Purge(EventPurge purge)
    {
        _batch.Write(purge);
        return this;
    }

    public BatchBuilder Trigger(CampaignTrigger trigger)
    {
        _batch.Write(new TriggerRow(trigger.Tenant, trigger.Name, trigger));
        return this;
    }

    public BatchBuilder Untrigger(string tenant, string name)
    {
        _batch.Write(new TriggerRow(tenant, name, null));
        return this;
    }

    public BatchBuilder Usage(UsageRow row)
    {
        _batch.Write(row);
        return this;
    }

    public BatchBuilder Subscribe(SubscriptionRow row)
    {
        _batch.Write(row);
        return this;
    }

    public BatchBuilder Change(ChangeRow row)
    {
        _batch.Write(row);
        return this;
    }

    /// <summary>Removes the changes up to a sequence.</summary>
    public BatchBuilder Trim(long changes)
    {
        _batch.Trim(changes);
        return this;
    }

    public BatchBuilder Lead(TimeSpan lead)
    {
        _batch.WriteLead(lead);
        return this;
    }

    public BatchBuilder Enroll(long id, int lane, Contact contact) => Enroll(new JobRow { Id = id, Lane = lane }, contact);

    public BatchBuilder Enroll(JobRow row, Contact contact)
    {
        _batch.Write(new JobRecord(row, contact));
        return this;
    }

    /// <summary>Changes the contact of a job. Attempts up to number <paramref name="after"/> keep the former contact.</summary>
    public BatchBuilder Contact(long job, int after, Contact contact)
    {
        _batch.Write(new ContactRow(job, after, contact));
        return this;
    }

    /// <summary>Changes a job. A batch holds at most one row per job.</summary>
    public BatchBuilder Job(JobRow row)
    {
        if (Array.Exists(_batch.Jobs.ToArray(), changed => changed.Id == row.Id))
        {
            throw new InvalidOperationException($"Job {row.Id} is already in the batch.");
        }

        _batch.Write(row);
        return this;
    }

    public BatchBuilder Attempt(AttemptRow row)
    {
        _batch.Write(row);
        return this;
    }

    public BatchBuilder Result(ResultRow row)
    {
        _batch.Write(row);
        return this;
    }

    public BatchBuilder Result(long job, int number, AttemptResult result, long occurredAt = 0) =>
        Result(new ResultRow(job, number, result, occurredAt));

    public BatchBuilder Count(int lane, int counter, long delta)
    {
        _batch.Write(new CounterDelta(lane, counter, delta));
        return this;
    }
}
