namespace Campaigns.Samples.UpstreamMock;

/// <summary>What goes wrong with a request.</summary>
public enum Fault
{
    None,

    /// <summary>500, and nothing was done.</summary>
    ErrorBefore,

    /// <summary>500 after the work was done.</summary>
    ErrorAfter,

    /// <summary>No answer after the work was done.</summary>
    Silence,

    /// <summary>401, although the credential is valid.</summary>
    Unauthorized,

    /// <summary>429 with Retry-After.</summary>
    Throttled,

    /// <summary>A late answer.</summary>
    Slow,
}

/// <summary>Makes some requests fail.</summary>
internal sealed class FaultyRequests(Func<Fault> next, TimeProvider time)
{
    private static readonly TimeSpan SilentFor = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan SlowFor = TimeSpan.FromSeconds(2);

    /// <summary>Draws faults: every fourth request has one.</summary>
    public static Func<Fault> Drawn(Random random) => () =>
    {
        lock (random)
        {
            return random.Next(100) switch
            {
                < 6 => Fault.ErrorBefore,
                < 10 => Fault.ErrorAfter,
                < 14 => Fault.Silence,
                < 15 => Fault.Unauthorized,
                < 18 => Fault.Throttled,
                < 25 => Fault.Slow,
                _ => Fault.None,
            };
        }
    };

    public async Task HandleAsync(HttpContext context, RequestDelegate work)
    {
        switch (next())
        {
            case Fault.ErrorBefore:
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            case Fault.Unauthorized:
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            case Fault.Throttled:
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                context.Response.Headers.RetryAfter = "1";
                return;
            case Fault.ErrorAfter:
                await WorkInVainAsync(context, work);
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                return;
            case Fault.Silence:
                await WorkInVainAsync(context, work);
                await Task.Delay(SilentFor, time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                context.Abort();
                return;
            case Fault.Slow:
                await Task.Delay(SlowFor, time, context.RequestAborted);
                break;
        }

        await work(context);
    }

    /// <summary>Does the work, and keeps its answer back.</summary>
    private static async Task WorkInVainAsync(HttpContext context, RequestDelegate work)
    {
        var body = context.Response.Body;
        context.Response.Body = Stream.Null;
        await work(context);
        context.Response.Body = body;
    }
}
