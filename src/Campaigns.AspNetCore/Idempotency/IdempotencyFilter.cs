using System.Globalization;
using Campaigns.AspNetCore.Problems;
using Microsoft.AspNetCore.Http;

namespace Campaigns.AspNetCore.Idempotency;

/// <summary>
/// Executes a request with an idempotency key once, and answers repetitions with the first answer. A record is written before the
/// execution, so that a repetition after a crash knows that there was one.
/// </summary>
internal sealed class IdempotencyFilter(IdempotencyRecords records) : IEndpointFilter
{
    /// <summary>The header that marks a repeated answer.</summary>
    public const string ReplayedHeader = "Idempotent-Replayed";

    private const int LargestAnswer = 1024 * 1024;
    private static readonly object StoreInsteadItem = new();
    private static readonly object DerivedKeyItem = new();

    /// <summary>Stores another answer than the one that is sent, because that one holds a secret.</summary>
    public static void StoreInstead(HttpContext context, IResult answer) => context.Items[StoreInsteadItem] = answer;

    /// <summary>
    /// A key for what the request creates, the same for each repetition: 64 characters. With it, creating again finds what was created
    /// before a crash. Null if the request has no idempotency key.
    /// </summary>
    public static string? DerivedKey(HttpContext context) => (string?)context.Items[DerivedKeyItem];

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)
            || !http.Request.Headers.ContainsKey(IdempotentRequest.KeyHeader))
        {
            return await next(context);
        }

        var request = await IdempotentRequest.ReadAsync(http);
        if (!records.TryEnter(request))
        {
            return Busy(http);
        }

        try
        {
            var (begun, revision) = await records.BeginAsync(request);
            return begun.Decision switch
            {
                Decision.Execute => await ExecuteAsync(context, next, request, revision),
                Decision.Replay => await ReplayAsync(http, begun.Answer!),
                Decision.Busy => Busy(http),
                Decision.Unknown => Unknown(begun.Answer!, request.Rule),
                Decision.Erased => Erased(begun.Answer!),
                Decision.Unavailable => ApiProblems.StoreUnavailable(),
                _ => Different(),
            };
        }
        finally
        {
            records.Leave(request);
        }
    }

    private async Task<object?> ExecuteAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next, IdempotentRequest request, long revision)
    {
        var http = context.HttpContext;
        http.Items[DerivedKeyItem] = request.Id;
        IResult answer;
        try
        {
            answer = (IResult)(await next(context))!;
        }
        catch (Exception error) when (error is InvalidRequestException or RefusedRequestException
            || (error is BadHttpRequestException { StatusCode: var status } && IsRefusal(status)))
        {
            await records.ForgetAsync(request, revision); // nothing was executed: the caller corrects it, and may keep the key
            throw;
        }
        catch (CampaignException error) when (error.Error is CampaignError.Invalid or CampaignError.NotStarted)
        {
            await records.ForgetAsync(request, revision);
            throw;
        }
        catch (CampaignException error)
            when (error.Error is CampaignError.NotFound or CampaignError.IllegalTransition or CampaignError.Conflict)
        {
            answer = ApiProblems.Of(error);
        }

        var stored = http.Items[StoreInsteadItem] is IResult instead ? await AnswerCapture.ExecuteAsync(http, instead) : null;
        var body = await AnswerCapture.ExecuteAsync(http, answer);
        await KeepAsync(http, request, revision, stored ?? body);
        if (body.Length > 0)
        {
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
        }

        return Results.Empty;
    }

    private async Task KeepAsync(HttpContext http, IdempotentRequest request, long revision, byte[] body)
    {
        var response = http.Response;
        if (IsRefusal(response.StatusCode))
        {
            await records.ForgetAsync(request, revision);
            return;
        }

        if (response.StatusCode >= 500)
        {
            return; // nobody knows: the record stays without an answer
        }

        var isCut = body.Length > LargestAnswer;
        await records.CompleteAsync(request, revision, new StoredAnswer
        {
            Request = request.Hash,
            StartedAt = default, // the records know it
            Status = response.StatusCode,
            StreamedBody = http.Request.Body is HashingStream stream ? await stream.FinishAsync(CancellationToken.None) : null,
            ContentType = response.ContentType,
            Location = response.Headers.Location,
            ETag = response.Headers.ETag,
            Body = isCut ? null : body,
            IsCut = isCut,
        });
    }

    /// <summary>
    /// Whether the request was refused before anything was executed, so that a corrected one may come under the same key.
    /// </summary>
    private static bool IsRefusal(int status) => status is 400 or 401 or 403 or 412 or 413 or 415 or 422 or 428 or 429;

    private static async Task<object?> ReplayAsync(HttpContext http, StoredAnswer answer)
    {
        if (http.Request.Body is HashingStream stream && await stream.FinishAsync(http.RequestAborted) != answer.StreamedBody)
        {
            return Different();
        }

        var response = http.Response;
        response.Headers[ReplayedHeader] = "true";
        if (answer.IsCut)
        {
            return ApiProblems.Conflict(
                $"The request with this key was executed and answered with {answer.Status}. The answer was too large to be stored.");
        }

        response.StatusCode = answer.Status!.Value;
        response.ContentType = answer.ContentType;
        response.Headers.Location = answer.Location;
        response.Headers.ETag = answer.ETag;
        if (answer.Body is { Length: > 0 } body)
        {
            await response.Body.WriteAsync(body, http.RequestAborted);
        }

        return Results.Empty;
    }

    private static IResult Busy(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "1";
        return ApiProblems.Make(
            409, "in-progress", "In progress", "A request with this idempotency key is being executed. Send it again later.");
    }

    private static IResult Different() => ApiProblems.Make(
        422, "key-reused", "Another request has this key",
        "This idempotency key belongs to a request with another path, query or body. Use a new key for a new request.");

    private static IResult Erased(StoredAnswer answer) => ApiProblems.Make(
        409, "answer-erased", "The answer was erased", string.Create(
            CultureInfo.InvariantCulture, $"A request with this idempotency key began at {answer.StartedAt:O} and ")
        + (answer.Status is { } status ? $"was answered with {status}" : "ended without an answer")
        + ". A person was erased since, so that nothing else is known of it. Look whether it took effect, and use a new key.");

    private static IResult Unknown(StoredAnswer answer, IdempotencyRule rule) => ApiProblems.Make(
        409, "unknown-outcome", "Unknown outcome", string.Create(
            CultureInfo.InvariantCulture,
            $"A request with this idempotency key began at {answer.StartedAt:O} and ended without an answer. It may have been executed. ")
            + rule.HowToFindOut);
}
