using System.Globalization;
using Campaigns.Storage;

namespace Campaigns.Testing;

/// <content>Changes of everything that is not about one campaign.</content>
internal sealed partial class ModelCommands
{
    private void ChangeUsage(BatchBuilder batch)
    {
        var name = random.Next(2) == 0 ? Tenant() : random.NextInt64(4).ToString(CultureInfo.InvariantCulture);
        var row = new UsageRow(
            (LimitScope)random.Next(4), name, random.Next(2) == 0 ? "" : Key(), random.Next(3), random.NextInt64(), random.Next(5));
        batch.Usage(row with { IsKept = random.Next(4) > 0 });
    }

    private BusyRow Busy()
    {
        var until = Sample.Created.AddTicks(random.Next(1_000));
        return new BusyRow(
            Job(), random.Next(3), Tenant(), Pick(ChannelNames), Phone(), until, TimeSpan.FromTicks(random.Next(9)), random.Next(3) > 0);
    }

    private ReportRow Report()
    {
        var report = ProviderReport.OfCall(Provider(), Call(), AttemptState.Ringing) with { Raw = Key() };
        var row = new ReportRow(random.Next(6), report, Sample.Created.AddTicks(_clock), IsKept: random.Next(3) > 0);
        return row with { Epoch = random.Next(5), SeenUntil = _clock };
    }

    private void ChangeSetup(BatchBuilder batch)
    {
        switch (random.Next(14))
        {
            case 9:
                ChangeUsage(batch);
                break;
            case 10 or 11 or 12:
                Events.LogEvent(batch);
                break;
            case 13:
                Events.ChangeTrigger(batch);
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
                var settings = new TenantSettings { Weight = random.Next(1, 100) };
                var tenant = new TenantRow(random.Next(3) == 0 ? null : Tenant(), random.Next(2) == 0, settings);
                batch.Tenant(tenant with { Reason = random.Next(3) == 0 ? Key() : null });
                break;
            case 2:
                batch.CallerId(CallerIdDraws.Row(random, Provider(), Phone()));
                batch.Provider(Provider(), random.Next(3) == 0 ? null : new ProviderSettings { MaxConcurrent = random.Next(1, 100) });
                break;
            case 4:
                batch.Channel(Tenant(), Pick(ChannelNames), random.Next(3) == 0 ? null : Key());
                break;
            case 3:
                batch.Report(Report());
                break;
            default:
                batch.Suppress(Person(), isActive: random.Next(3) > 0);
                break;
        }
    }
}
