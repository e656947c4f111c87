using System.Diagnostics;

namespace Campaigns.Observability;

/// <summary>The engine's activities. None holds a contact's key, address or data, or any text from a provider.</summary>
internal static class Spans
{
    private static readonly ActivitySource? Source = Make();

    /// <summary>Whether an activity listener exists.</summary>
    public static bool AreWanted => Source?.HasListeners() == true;

    /// <summary>Starts the activity of a client request, which lasts until the answer.</summary>
    public static Span Request(string request, TimeProvider? time, HostFaults faults)
    {
        var span = Start("campaigns.request", ActivityKind.Internal, time, faults);
        span.SetTag(Labels.Request, request);
        return span;
    }

    /// <summary>Starts the activity of a dispatch, which lasts until the provider's answer.</summary>
    public static Span Dispatch(in DispatchRequest request, ProviderLabels labels, TimeProvider time, HostFaults faults)
    {
        var span = Start("campaigns.dispatch", ActivityKind.Client, time, faults);
        span.Activity?.SetTag(Labels.Attempt, request.Attempt.ToString())
            .SetTag(Labels.Campaign, request.Campaign.Id.Value).SetTag(Labels.Try, request.Try)
            .SetTag(Labels.Channel, labels.Channel.Value).SetTag(Labels.Provider, labels.Provider.Value);
        return span;
    }

    /// <summary>Runs work inside an activity.</summary>
    public static async Task<T> TraceAsync<T>(Func<Span> start, TimeProvider? time, Func<ValueTask<T>> work)
    {
        using var span = start(); // current only inside this method
        try
        {
            return await work();
        }
        catch (Exception error)
        {
            span.Fail(error);
            throw;
        }
        finally
        {
            span.EndAt(time);
        }
    }

    /// <summary>Clears the current activity, so that no later work belongs to it.</summary>
    public static void Detach(HostFaults faults) => faults.Guard(HostCode.Traces, () => Activity.Current = null);

    private static Span Start(string name, ActivityKind kind, TimeProvider? time, HostFaults faults)
    {
        var before = Activity.Current;
        try
        {
            var startTime = time?.GetUtcNow() ?? default;
            return new Span(AreWanted ? Source!.StartActivity(name, kind, parentContext: default, startTime: startTime) : null, faults);
        }
        catch (Exception error)
        {
            faults.Note(HostCode.Traces, error);
            Restore(before, faults);
            return new Span(null, faults);
        }
    }

    /// <summary>A separate method, because a lambda's captures are allocated whenever their scope is entered.</summary>
    private static void Restore(Activity? before, HostFaults faults) => faults.Guard(HostCode.Traces, () => Activity.Current = before);

    /// <summary>
    /// Creates the source. Returns null, which disables traces for the process, if a listener throws while it decides whether to listen.
    /// </summary>
    private static ActivitySource? Make()
    {
        try
        {
            return new ActivitySource(CampaignsTelemetry.ActivitySourceName, CampaignsTelemetry.Version);
        }
        catch (Exception)
        {
            return null;
        }
    }
}

/// <summary>An activity whose listeners may fail; may be empty.</summary>
internal readonly struct Span(Activity? activity, HostFaults faults) : IDisposable
{
    public Activity? Activity => activity;

    public void SetTag(string name, string? value) => activity?.SetTag(name, value);

    /// <summary>Marks the activity as failed, with only the kind of refusal or the type of the exception.</summary>
    public void Fail(Exception error) => activity?
        .SetTag(Labels.ErrorType, error is CampaignException refusal ? refusal.Error.ToString() : error.GetType().FullName)
        .SetStatus(ActivityStatusCode.Error);

    /// <summary>Sets the end time of the activity to now, according to the engine's clock.</summary>
    public void EndAt(TimeProvider? time)
    {
        if (time is not null)
        {
            activity?.SetEndTime(time.GetUtcNow().UtcDateTime);
        }
    }

    public void Dispose()
    {
        if (activity is { } ending)
        {
            var parent = ending.Parent;
            try
            {
                ending.Dispose();
            }
            catch (Exception error)
            {
                faults.Note(HostCode.Traces, error);
                faults.Guard(HostCode.Traces, () => System.Diagnostics.Activity.Current = parent);
            }
        }
    }
}
