using System.Diagnostics;

namespace Campaigns.Observability;

/// <summary>The engine's activities. None holds a contact's key, address or data, nor what a provider said.</summary>
internal static class Spans
{
    private static readonly ActivitySource Source = new(CampaignsTelemetry.ActivitySourceName, CampaignsTelemetry.Version);

    /// <summary>Whether anybody listens.</summary>
    public static bool AreWanted => Source.HasListeners();

    /// <summary>A request of a client, until its answer.</summary>
    public static Activity? Request(string request, TimeProvider? time) =>
        Start("campaigns.request", ActivityKind.Internal, time)?.SetTag(Labels.Request, request);

    /// <summary>The dispatch of an attempt, until the provider's answer.</summary>
    public static Activity? Dispatch(in DispatchRequest request, ProviderLabels labels, TimeProvider time) =>
        Start("campaigns.dispatch", ActivityKind.Client, time)?.SetTag(Labels.Attempt, request.Attempt.ToString())
            .SetTag(Labels.Campaign, request.Campaign.Id.Value).SetTag(Labels.Try, request.Try)
            .SetTag(Labels.Channel, labels.Channel.Value).SetTag(Labels.Provider, labels.Provider.Value);

    /// <summary>Does something in an activity of its own.</summary>
    public static async Task<T> TraceAsync<T>(Func<Activity?> start, TimeProvider? time, Func<ValueTask<T>> work)
    {
        using var span = start(); // current in here, and for nobody else
        try
        {
            return await work();
        }
        catch (Exception error)
        {
            span?.Fail(error);
            throw;
        }
        finally
        {
            span?.EndAt(time);
        }
    }

    /// <summary>Marks the activity as failed, by the kind of refusal or the exception's type alone.</summary>
    public static void Fail(this Activity span, Exception error) =>
        span.SetTag(Labels.ErrorType, error is CampaignException refusal ? refusal.Error.ToString() : error.GetType().FullName)
            .SetStatus(ActivityStatusCode.Error);

    /// <summary>Lets the activity end now by the engine's clock.</summary>
    public static void EndAt(this Activity span, TimeProvider? time)
    {
        if (time is not null)
        {
            span.SetEndTime(time.GetUtcNow().UtcDateTime);
        }
    }

    private static Activity? Start(string name, ActivityKind kind, TimeProvider? time) =>
        AreWanted ? Source.StartActivity(name, kind, parentContext: default, startTime: time?.GetUtcNow() ?? default) : null;
}
