namespace Campaigns.Tests;

/// <summary>Settings are read with their revision, and a change of an older revision is refused.</summary>
public sealed class RevisionTests : IDisposable
{
    private readonly CampaignHarness _harness = new();

    public void Dispose() => _harness.Dispose();

    [Fact]
    public void Tenant_that_was_never_changed_has_the_default_settings_and_revision_0()
    {
        var (settings, revision) = _harness.Do(operations => operations.GetTenantAsync("acme"));

        Assert.Equal((1, int.MaxValue, 0L), (settings.Weight, settings.MaxConcurrent, revision));
    }

    [Fact]
    public void Change_of_one_setting_keeps_the_others()
    {
        _harness.Do(operations => operations.ChangeTenantAsync("acme", new TenantSettings { Weight = 3 }));

        var revision = _harness.Do(operations => operations.ChangeTenantAsync("acme", settings => settings with { MaxConcurrent = 7 }, 1));

        var read = _harness.Do(operations => operations.GetTenantAsync("acme"));
        Assert.Equal((3, 7, 2L, 2L), (read.Settings.Weight, read.Settings.MaxConcurrent, read.Revision, revision));
    }

    [Fact]
    public void Editor_who_has_read_an_older_revision_is_refused_and_overwrites_nothing()
    {
        var (_, tenant) = _harness.Do(operations => operations.GetTenantAsync("acme"));
        var (_, limits) = _harness.Do(operations => operations.GetLimitsAsync());
        var (_, provider) = _harness.Do(operations => operations.GetProviderAsync("voice-1"));
        var campaign = Campaign();
        var (_, settings) = _harness.Do(client => client.GetSettingsAsync(campaign));
        _harness.Do(operations => operations.ChangeTenantAsync("acme", current => current with { Weight = 2 }, tenant));
        _harness.Do(operations => operations.ChangeLimitsAsync(current => current with { MaxConcurrent = 2 }, limits));
        _harness.Do(operations => operations.ChangeProviderAsync("voice-1", current => current with { MaxConcurrent = 2 }, provider));
        _harness.Do(client => client.ChangeAsync(campaign, current => current with { Weight = 2 }, settings));

        Refused(() => _harness.Do(operations => operations.ChangeTenantAsync("acme", current => current with { Weight = 3 }, tenant)));
        Refused(() => _harness.Do(operations => operations.ChangeLimitsAsync(current => current with { MaxConcurrent = 3 }, limits)));
        Refused(() => _harness.Do(
            operations => operations.ChangeProviderAsync("voice-1", current => current with { MaxConcurrent = 3 }, provider)));
        Refused(() => _harness.Do(client => client.ChangeAsync(campaign, current => current with { Weight = 3 }, settings)));

        Assert.Equal(2, _harness.Do(operations => operations.GetTenantAsync("acme")).Settings.Weight);
        Assert.Equal(2, _harness.Do(operations => operations.GetLimitsAsync()).Settings.MaxConcurrent);
        Assert.Equal(2, _harness.Do(operations => operations.GetProviderAsync("voice-1")).Settings.MaxConcurrent);
        Assert.Equal(2, _harness.Do(client => client.GetSettingsAsync(campaign)).Settings.Weight);
    }

    [Fact]
    public void Changes_at_the_same_time_without_a_revision_are_both_made()
    {
        _harness.Do(async operations =>
        {
            var first = operations.ChangeTenantAsync("acme", settings => settings with { Weight = 3 });
            var second = operations.ChangeTenantAsync("acme", settings => settings with { MaxConcurrent = 7 });
            await first;
            await second;
        });

        var (settings, revision) = _harness.Do(operations => operations.GetTenantAsync("acme"));
        Assert.Equal((3, 7, 2L), (settings.Weight, settings.MaxConcurrent, revision));
    }

    [Fact]
    public void Revisions_go_on_after_a_restart_and_after_a_provider_was_reset()
    {
        var campaign = Campaign();
        _harness.Do(operations => operations.ChangeTenantAsync("acme", settings => settings with { Weight = 3 }));
        _harness.Do(operations => operations.ChangeLimitsAsync(limits => limits with { MaxConcurrent = 5 }));
        _harness.Do(operations => operations.ChangeProviderAsync("voice-1", settings => settings with { MaxConcurrent = 5 }));
        _harness.Do(operations => operations.ResetProviderAsync("voice-1"));
        _harness.Do(client => client.ChangeAsync(campaign, settings => settings with { Weight = 5 }));

        _harness.Restart();

        Assert.Equal((3, 1L), Of(_harness.Do(operations => operations.GetTenantAsync("acme")), settings => settings.Weight));
        Assert.Equal((5, 1L), Of(_harness.Do(operations => operations.GetLimitsAsync()), limits => limits.MaxConcurrent));
        var provider = _harness.Do(operations => operations.GetProviderAsync("voice-1"));
        Assert.Equal((int.MaxValue, 2L), Of(provider, settings => settings.MaxConcurrent));
        Assert.Equal((5, 1L), Of(_harness.Do(client => client.GetSettingsAsync(campaign)), settings => settings.Weight));
    }

    [Fact]
    public void Hold_does_not_change_the_revision()
    {
        _harness.Do(operations => operations.HoldTenantAsync("acme"));

        Assert.Equal(0, _harness.Do(operations => operations.GetTenantAsync("acme")).Revision);
    }

    [Fact]
    public void Change_with_problems_is_refused_and_names_the_field()
    {
        var refused = Assert.Throws<CampaignException>(
            () => _harness.Do(operations => operations.ChangeTenantAsync("acme", settings => settings with { Weight = 0 })));

        Assert.Equal(CampaignError.Invalid, refused.Error);
        Assert.Contains("Weight", refused.Message, StringComparison.Ordinal);
        Assert.Throws<CampaignException>(() => _harness.Do(operations => operations.ChangeLimitsAsync(_ => null!)));
        Assert.Equal(0, _harness.Do(operations => operations.GetTenantAsync("acme")).Revision);
    }

    [Fact]
    public void Name_of_the_strategy_is_read()
    {
        Assert.Equal("ByPriority", _harness.Do(operations => operations.GetStrategyAsync()));

        _harness.Do(operations => operations.ChangeStrategyAsync(CampaignStrategies.Deadline.Then(CampaignStrategies.FairShare)));

        Assert.Equal("Deadline, then FairShare", _harness.Do(operations => operations.GetStrategyAsync()));
    }

    private CampaignId Campaign() => _harness.Do(
        client => client.CreateAsync(new CampaignDefinition { Name = "A", Steps = [CampaignStep.Call()] }));

    private static (int Value, long Revision) Of<T>(Revised<T> read, Func<T, int> value) => (value(read.Settings), read.Revision);

    private static void Refused(Action change) => Assert.Equal(CampaignError.Conflict, Assert.Throws<CampaignException>(change).Error);
}
