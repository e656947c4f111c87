using NodaTime;
using NodaTime.TimeZones;

namespace Campaigns.Tests.Definition;

public class TimeZonesTests
{
    [Theory]
    [InlineData("europe/paris", "Europe/Paris")]
    [InlineData("EUROPE/PARIS", "Europe/Paris")]
    [InlineData(" Europe/Paris\u200b", "Europe/Paris")]
    [InlineData("us/eastern", "US/Eastern")]
    [InlineData("Asia/Calcutta", "Asia/Calcutta")] // a link in the database
    [InlineData("W. Europe Standard Time", "Europe/Berlin")]
    [InlineData("eastern standard time", "America/New_York")]
    [InlineData("utc", "UTC")]
    public void Zone_is_read_in_any_case_as_a_link_and_as_a_Windows_id(string written, string zone)
    {
        var contact = new Contact("a", "+15550100001", written);
        var definition = new CampaignDefinition { Name = "n", Steps = [CampaignStep.Call()], Zone = written };

        Assert.Equal((zone, zone), (contact.Zone, definition.Zone));
        Assert.Empty(definition.Validate());
    }

    [Fact]
    public void All_ids_of_Windows_and_all_names_of_the_database_are_read()
    {
        var source = TzdbDateTimeZoneSource.Default;
        var windows = source.WindowsMapping.MapZones.Select(map => map.WindowsId).Distinct().ToList();

        Assert.True(windows.Count > 130);
        Assert.All(windows.Concat(source.GetIds()), id => Assert.True(TimeZoneData.IsKnown(id.ToUpperInvariant()), id));
    }

    [Theory]
    [InlineData("EST", "America/New_York")]
    [InlineData("mst", "America/Denver")]
    [InlineData("Etc/GMT+5", "5 hour(s) behind UTC")]
    [InlineData("etc/gmt-14", "14 hour(s) ahead of UTC")]
    [InlineData("Etc/GMT-5", "or Etc/GMT+5 if you mean behind")]
    [InlineData("Etc/GMT", null)]
    [InlineData("Etc/GMT+0", null)]
    [InlineData("GMT-0", null)]
    [InlineData("Etc/UTC", null)]
    [InlineData("America/New_York", null)]
    [InlineData("EST5EDT", null)]
    public void Zone_without_summer_time_is_warned_of(string zone, string? instead)
    {
        var warnings = new CampaignDefinition { Name = "n", Steps = [CampaignStep.Call()], Zone = zone }.Warnings();

        Assert.Equal(instead is null ? 0 : 1, warnings.Count);
        Assert.All(warnings, warning => Assert.Contains(instead!, warning, StringComparison.Ordinal));
    }

    [Fact]
    public void Calls_go_by_the_hours_of_the_zone_however_it_is_written()
    {
        using var harness = new CampaignHarness(); // begins at 09:00 UTC: 10:00 in Paris
        var open = ContactWindow.Daily(new TimeOnly(9, 30), new TimeOnly(12, 0));
        harness.Run(
            new CampaignDefinition { Name = "n", Steps = [CampaignStep.Call()], Window = open, Zone = "etc/utc" },
            new Contact("paris", "+15550100001", "europe/PARIS"),
            new Contact("berlin", "+15550100002", "W. EUROPE STANDARD TIME"),
            new Contact("campaign", "+15550100003"));

        Assert.Equal(["berlin", "paris"], harness.Provider.Dispatches.Select(dispatch => dispatch.ContactKey).Order());
    }

    [Fact]
    public void Content_that_is_no_database_is_refused_and_the_one_in_use_stays()
    {
        var refusal = Assert.Throws<ArgumentException>(() => TimeZoneData.Load(new MemoryStream([1, 2, 3])));

        Assert.Contains(".nzd", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(TzdbDateTimeZoneSource.Default.TzdbVersion, TimeZoneData.Version);
        Assert.Equal("Europe/Paris", TimeZoneData.Of("europe/paris").Id);
    }

    [Fact]
    public void Another_edition_of_the_database_is_used_when_it_is_given()
    {
        var noda = typeof(DateTimeZone).Assembly; // the only available edition is the built-in one
        var name = noda.GetManifestResourceNames().Single(resource => resource.EndsWith(".nzd", StringComparison.Ordinal));
        using var nzd = noda.GetManifestResourceStream(name)!;
        var before = TimeZoneData.Of("Europe/Paris");

        TimeZoneData.Load(nzd);

        Assert.Equal(TzdbDateTimeZoneSource.Default.TzdbVersion, TimeZoneData.Version);
        Assert.NotSame(before, TimeZoneData.Of("Europe/Paris"));
    }
}
