using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Draws random commits that an engine could make, given the contents of the model.</summary>
internal sealed partial class ModelCommands(StoreModel model, Random random)
{
    private static readonly string[] TenantNames = ["acme", "bravo"];
    private static readonly string[] ChannelNames = [Channels.Voice, Channels.Email];
    private static readonly string[] ProviderNames = ["voice-1", "voice-2"];
    private static readonly string[] Keys = ["ann", "Ann", "bob", "čeněk", "d\u0001d", "😀", "e e", "f'f"];
    private readonly ResultDraws _results = new(model, random);
    private long _lastJob;
    private long _clock = 1_000;

    /// <summary>The time of the last draw, which never goes back.</summary>
    public long Clock => _clock;

    public SetupDraws Setup => field ??= new SetupDraws(model, this, random);

    public EventCommands Events => field ??= new EventCommands(model, this, random);

    public ListCommands Lists => field ??= new ListCommands(model, this, random);

    public ErasureCommands Erasures => field ??= new ErasureCommands(model, this, random);

    /// <summary>Fills a batch with one to four changes.</summary>
    public void Fill(BatchBuilder batch)
    {
        var jobs = model.Jobs.Keys.ToList();
        var changed = new HashSet<long>();
        _results.Fill(batch);
        if (random.Next(4) == 0)
        {
            Setup.Change(batch);
        }

        model.Feed.Draw(batch, random, TenantNames);
        Erasures.Draw(batch);
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            switch (random.Next(9))
            {
                case 0 or 1 or 2 when model.Lanes.Count > 0:
                    Enroll(batch);
                    break;
                case 3 when jobs.Count > 0:
                    ChangeContact(batch, model.Jobs[Pick(jobs)]);
                    break;
                default:
                    if (jobs.Count > 0 && Pick(jobs) is var job && changed.Add(job))
                    {
                        Move(batch, model.Jobs[job]);
                    }

                    break;
            }
        }
    }

    public T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public Suppression Person()
    {
        var channel = random.Next(3) == 0 ? Pick(ChannelNames) : null;
        return random.Next(2) == 0
            ? Suppression.Restore(Pick(TenantNames), Pick(Keys), channel, null)
            : Suppression.OfAny(Pick(TenantNames), channel == Channels.Voice || (channel is null && random.Next(2) == 0) ? Phone() : Mail(), channel);
    }

    public int Lane() => Pick(model.Lanes.Keys.ToList());

    public CampaignId Campaign() => new(random.NextInt64(1, model.Last.Campaign + 2));

    public CampaignQuery Query() => random.Next(5) switch
    {
        0 => CampaignQuery.Of(Campaign()),
        1 => CampaignQuery.OfLane(random.Next(model.Last.Lane + 2)),
        2 => CampaignQuery.OfKey(Tenant(), Key()),
        3 => CampaignQuery.FirstEnded(Tenant(), random.Next(1, 5)),
        _ => CampaignQuery.Ended(random.Next(2) == 0 ? null : Tenant(), random.Next(4), random.Next(1, 5)),
    };

    public string Key() => Pick(Keys);

    public string Tenant() => Pick(TenantNames);

    public string Channel() => Pick(ChannelNames);

    public string Provider() => Pick(ProviderNames);

    /// <summary>Draws a provider's call id from a small set, so that ids repeat.</summary>
    public string Call() => string.Create(CultureInfo.InvariantCulture, $"call {random.Next(8)}");

    public long Job() => random.NextInt64(_lastJob + 2);

    public JobState State() => (JobState)random.Next((int)JobState.NoResponse + 1);

    public DueKey After() => random.Next(3) == 0 ? DueKey.Lowest : new DueKey(random.Next(6) * 100, Job());

    public long Instant() => random.NextInt64(_clock + 1);

    public string Phone() => string.Create(CultureInfo.InvariantCulture, $"+155501{random.Next(6):D5}");

    public string Mail() => string.Create(CultureInfo.InvariantCulture, $"m{random.Next(4)}@example.com");

    private void Enroll(BatchBuilder batch)
    {
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var contact = Contact(Key());
            var row = new JobRow { Id = _lastJob += random.Next(1, 3), Lane = Lane() };
            if (random.Next(4) == 0)
            {
                contact = contact.WithProtocolJson($"{{\"steps\":[\"{Key()}\"]}}");
                row.Protocol = -1;
            }

            if (model.Lanes[row.Lane].Kind == WaitingFor.Predecessor)
            {
                (row.State, row.Due, row.Step) = (JobState.Waiting, random.Next(6) * 100, (short)random.Next(3));
            }

            batch.Enroll(row, contact);
        }
    }

    private Contact Contact(string key)
    {
        var addresses = random.Next(3) == 0 ? new Dictionary<string, string> { [Pick(ChannelNames)] = random.Next(2) == 0 ? Phone() : Mail() } : null;
        if (addresses?.ContainsKey(Channels.Voice) == true)
        {
            addresses[Channels.Voice] = Phone();
        }

        return new Contact(key, random.Next(4) == 0 ? null : Phone(), null, addresses);
    }

    private void ChangeContact(BatchBuilder batch, JobRecord job)
    {
        var contact = Contact(job.Contact.Key);
        batch.Contact(job.Row.Id, job.Row.Number, job.Contact.ProtocolJson is { } own ? contact.WithProtocolJson(own) : contact);
    }

    /// <summary>Moves a job to a possible next state, with its attempt and counters.</summary>
    private void Move(BatchBuilder batch, JobRecord job)
    {
        if (model.Find(model.CampaignOf(job), job.Contact.Key)?.Row.Id != job.Row.Id)
        {
            return; // this job was removed and its key is enrolled again, so the engine never changes it
        }

        _clock += random.Next(3);
        var row = job.Row;
        var lane = row.Lane;
        if (row.State == JobState.Live)
        {
            End(batch, ref row);
        }
        else if (row.State is JobState.New or JobState.Waiting && random.Next(3) > 0)
        {
            row.State = JobState.Live;
            row.Number++;
            var sent = Sample.Attempt(row.Id, row.Number, _clock) with
            {
                Step = row.Step, Try = (short)(row.Tries + 1), Provider = Provider(),
            };
            batch.Attempt(sent with { CallerId = random.Next(2) == 0 ? null : Phone() });
        }
        else
        {
            row.State = random.Next(3) == 0 ? JobState.Removed : JobState.Waiting;
            row.Due = random.Next(6) * 100;
            if (random.Next(2) == 0)
            {
                ChangeLane(ref row);
            }
        }

        ChangeDrip(ref row);
        batch.Job(row).Count(lane, (int)job.Row.State, -1).Count(row.Lane, (int)row.State, 1);
    }

    private void End(BatchBuilder batch, ref JobRow row)
    {
        var attempt = model.Attempts[(row.Id, row.Number)];
        if (random.Next(3) == 0)
        {
            GoOn(batch, attempt);
            return;
        }

        var outcome = random.Next(3) == 0 ? AttemptOutcome.NotSent : (AttemptOutcome)random.Next(1, 14);
        attempt = attempt with { State = AttemptState.Ended, Outcome = outcome, EndedAt = _clock, Note = random.Next(2) == 0 ? null : Key() };
        attempt.ContentHash = random.Next(3) == 0 ? random.NextInt64(long.MinValue, long.MaxValue) : attempt.ContentHash;
        batch.Attempt(attempt with { ProviderCallId = random.Next(3) == 0 ? Call() : attempt.ProviderCallId });
        row.LastOutcome = outcome;
        row.Tries++;
        row.OutcomeCounts = unchecked((ulong)random.NextInt64() * 3);
        row.State = random.Next(4) == 0 ? State() : JobState.Waiting;
        row.State = row.State <= JobState.Live ? (row.Step == 0 ? JobState.New : JobState.Waiting) : row.State;
        row.Due = random.Next(6) * 100;
        if (random.Next(4) == 0)
        {
            ChangeLane(ref row);
        }
    }

    /// <summary>Moves a job to a random lane of its campaign. A job that has changed lanes is never new again.</summary>
    private void ChangeLane(ref JobRow row)
    {
        var campaign = model.Lanes[row.Lane].Campaign;
        row.Step++;
        row.State = row.State == JobState.New ? JobState.Waiting : row.State;
        row.Lane = Pick(model.Lanes.Values.Where(lane => lane.Campaign == campaign).ToList()).Id;
    }

    /// <summary>Sometimes sets or clears the fields that only drip jobs use.</summary>
    private void ChangeDrip(ref JobRow row)
    {
        if (random.Next(3) == 0)
        {
            var isNone = random.Next(3) == 0;
            row.Expires = isNone ? 0 : random.NextInt64(_clock);
            row.Since = isNone ? 0 : random.NextInt64(_clock);
            row.DeferredSteps = isNone ? (ushort)0 : (ushort)random.Next(ushort.MaxValue + 1);
            (row.Protocol, row.CallerId) = (row.Protocol < 0 ? -1 : isNone ? 0 : random.Next(3), CallerIdDraws.Id(random, isNone));
        }
    }

    /// <summary>Records a provider's report on an attempt that continues: a call id, a status, or an outcome before the answer.</summary>
    private void GoOn(BatchBuilder batch, AttemptRow attempt) => batch.Attempt(attempt with
    {
        State = (AttemptState)random.Next((int)AttemptState.Committed, (int)AttemptState.Ended),
        Outcome = random.Next(3) == 0 ? AttemptOutcome.Busy : AttemptOutcome.None,
        ProviderCallId = random.Next(4) == 0 ? null : Call(),
        ProviderStatus = random.Next(2) == 0 ? null : Key(),
        OccurredAt = random.Next(2) == 0 ? 0 : _clock,
    });

    public string[] SomeAddresses() => [Phone(), Mail()];
}
