using System.Globalization;
using System.Text.Json;
using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>Draws changes of what is set: campaigns, tenants, providers, limits, channels and lists.</summary>
internal sealed class SetupDraws(StoreModel model, ModelCommands draw, Random random)
{
    /// <summary>Fills a batch with one change of what is set.</summary>
    public void Change(BatchBuilder batch)
    {
        switch (random.Next(14))
        {
            case 9:
                ChangeUsage(batch);
                break;
            case 10 or 11 or 12:
                draw.Events.LogEvent(batch);
                break;
            case 13:
                draw.Events.ChangeTrigger(batch);
                break;
            case 7:
                batch.Busy(Busy());
                break;
            case 8:
                batch.Lead(TimeSpan.FromTicks(random.Next(3)));
                break;
            case 0 or 6:
                ChangeCampaign(batch);
                break;
            case 1:
                batch.Tenant(Tenant());
                break;
            case 2:
                batch.CallerId(CallerIdDraws.Row(random, draw.Provider(), draw.Phone()));
                batch.Provider(draw.Provider(), random.Next(3) == 0 ? null : new() { MaxConcurrent = random.Next(1, 100) }, random.Next(5));
                break;
            case 4:
                batch.Channel(draw.Tenant(), draw.Channel(), random.Next(3) == 0 ? null : draw.Key());
                break;
            case 3:
                batch.Report(Report());
                break;
            default:
                batch.Suppress(draw.Person(), isActive: random.Next(3) > 0);
                break;
        }
    }

    private TenantRow Tenant()
    {
        var settings = new TenantSettings { Weight = random.Next(1, 9) };
        var row = new TenantRow(random.Next(3) == 0 ? null : draw.Tenant(), random.Next(2) == 0, settings) { Revision = draw.Clock };
        return row with { Reason = random.Next(3) == 0 ? draw.Key() : null, HeldSince = random.Next(3) == 0 ? Sample.Created : null };
    }

    private void ChangeUsage(BatchBuilder batch)
    {
        var name = random.Next(2) == 0 ? draw.Tenant() : random.NextInt64(4).ToString(CultureInfo.InvariantCulture);
        var (scope, quota) = ((LimitScope)random.Next(4), random.Next(2) == 0 ? "" : draw.Key());
        var row = new UsageRow(scope, name, quota, random.Next(3), random.NextInt64(), random.Next(5));
        batch.Usage(row with { IsKept = random.Next(4) > 0 });
    }

    private BusyRow Busy()
    {
        var until = Sample.Created.AddTicks(random.Next(1_000));
        return new BusyRow(
            draw.Job(), random.Next(3), draw.Tenant(), draw.Channel(), draw.Phone(), until, TimeSpan.FromTicks(random.Next(9)),
            random.Next(3) > 0);
    }

    private ReportRow Report()
    {
        var report = ProviderReport.OfCall(draw.Provider(), draw.Call(), AttemptState.Ringing) with { Raw = draw.Key() };
        var row = new ReportRow(random.Next(6), report, Sample.Created.AddTicks(draw.Clock), IsKept: random.Next(3) > 0);
        return row with { Epoch = random.Next(5), SeenUntil = draw.Clock };
    }

    /// <summary>Creates a campaign with lanes of several kinds, or changes a campaign.</summary>
    private void ChangeCampaign(BatchBuilder batch)
    {
        var isNew = model.Campaigns.Count == 0 || (model.Campaigns.Count <= 3 && random.Next(2) == 0);
        var row = isNew ? NewCampaign() : draw.Pick(model.Campaigns.Values.ToList());
        row = row with { State = (CampaignState)random.Next(8), Key = random.Next(2) == 0 ? null : draw.Key() };
        var at = Sample.Created.AddTicks(draw.Clock);
        row = row with
        {
            Enrollments = [.. Enumerable.Range(1, random.Next(3)).Select(id => new OpenEnrollment(id, at, random.Next(2) == 0))],
        };
        batch.Campaign(random.Next(4) == 0 ? row with { Versions = [.. row.Versions, draw.Key()] } : row);
        WaitingFor[] kinds = [WaitingFor.Turn, (WaitingFor)random.Next(1, 6), WaitingFor.Predecessor];
        for (var i = 0; isNew && i < kinds.Length; i++)
        {
            var lane = Sample.Lane(model.Last.Lane + i + 1, row.Id.Value, i % 2 == 0 ? Channels.Voice : Channels.Email);
            batch.Lane(lane with { Kind = kinds[i], Hours = random.Next(2) == 0 ? null : draw.Key() });
        }
    }

    /// <summary>Draws a campaign without exclusivity, or with one that other campaigns of its tenant may share.</summary>
    private CampaignRow NewCampaign()
    {
        var tenant = draw.Tenant();
        return Sample.Campaign(model.Last.Campaign + 1, tenant) with
        {
            Definition = $$"""{"Steps":[{"Name":"z"}],"Name":"{{JsonEncodedText.Encode(draw.Key())}}"}""",
            Exclusivity = random.Next(4) == 0 ? 0 : tenant == "acme" ? random.Next(1, 3) : 3,
        };
    }
}
