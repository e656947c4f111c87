namespace Campaigns.Tests.CallerIds;

/// <summary>An engine whose provider has caller ids.</summary>
internal sealed class CallerIdRun : IDisposable
{
    public const string First = "+15550100";
    public const string Second = "+15550101";
    public const string Third = "+15550102";

    /// <param name="numbers">The caller ids.</param>
    /// <param name="configure">Changes the options.</param>
    public CallerIdRun(IReadOnlyList<CallerId> numbers, Action<CampaignsOptions>? configure = null) =>
        Harness = new CampaignHarness(configure, voice: use => use.CallerIds = numbers);

    public CampaignHarness Harness { get; }

    /// <summary>The numbers of all dispatches so far, in order.</summary>
    public IEnumerable<string?> Used => Harness.Provider.Dispatches.Select(dispatch => dispatch.Request.CallerId);

    public static CallerId[] Numbers(params string[] numbers) => [.. numbers.Select(number => new CallerId(number))];

    /// <summary>The status of a number.</summary>
    public CallerIdStatus this[string number] =>
        Harness.Do(operations => operations.ListProvidersAsync())[0].CallerIds.Single(callerId => callerId.Number == number);

    public void Change(string number, CallerIdSettings settings) =>
        Harness.Do(operations => operations.ChangeCallerIdAsync("voice-1", number, settings));

    public void TurnOff(string number) => Change(number, new CallerIdSettings { Switch = ProviderSwitch.Off });

    public void Dispose() => Harness.Dispose();
}
