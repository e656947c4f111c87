using System.Globalization;
using System.Text.Json;

namespace Campaigns.Twilio;

/// <summary>
/// Posts a call or a message once. Twilio has no idempotency key: if the answer is lost, the dispatcher looks for what the POST made, and
/// never posts again.
/// </summary>
internal sealed class TwilioDispatcher(TwilioApi api, TwilioOptions options, TimeProvider time)
{
    private const int Looks = 3;
    private const string DateFormat = "ddd, dd MMM yyyy HH:mm:ss zzz"; // RFC 2822
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2); // Twilio's dates have whole seconds

    /// <summary>Posts a form.</summary>
    /// <param name="resource">Calls or Messages.</param>
    /// <param name="form">The fields.</param>
    /// <param name="cancellationToken">Canceled when the engine no longer waits.</param>
    public async ValueTask<DispatchResult> PostAsync(
        string resource, IReadOnlyList<KeyValuePair<string, string>> form, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow();
        try
        {
            if (RestAnswers.Of(await api.PostAsync($"{resource}.json", form, cancellationToken)) is { } result)
            {
                return result;
            }
        }
        catch (NeverSentException error)
        {
            return DispatchResult.ProviderDown($"no connection to Twilio: {error.Message}");
        }
        catch (Exception error) when (error is HttpRequestException or TimeoutException)
        {
            // The request may have arrived. Look for the call.
        }

        var sid = await FindAsync(resource, form, since, cancellationToken);
        return sid is null ? DispatchResult.Completed(AttemptOutcome.Unknown) : DispatchResult.Accepted(sid);
    }

    /// <summary>
    /// Finds the one resource that the POST must have made: to this number, from this number, since the POST. Returns null if there is
    /// none yet, or more than one, since then nobody can say which one it is.
    /// </summary>
    private async ValueTask<string?> FindAsync(
        string resource, IReadOnlyList<KeyValuePair<string, string>> form, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var query = string.Join('&', form.Where(field => field.Key is "To" or "From").Select(
            field => $"{field.Key}={Uri.EscapeDataString(field.Value)}"));
        for (var look = 0; look < Looks; look++)
        {
            await Task.Delay(options.LookUpDelay * (1 << look), time, cancellationToken);
            var found = await ListAsync($"{resource}.json?{query}&PageSize=20", resource, form, since, cancellationToken);
            if (found.Count > 0)
            {
                return found.Count == 1 ? found[0] : null;
            }
        }

        return null;
    }

    private async ValueTask<IReadOnlyList<string>> ListAsync(
        string path, string resource, IReadOnlyList<KeyValuePair<string, string>> form, DateTimeOffset since,
        CancellationToken cancellationToken)
    {
        try
        {
            var answer = await api.GetAsync(path, cancellationToken);
            if (!answer.IsSuccess || answer.Body?.TryGetProperty(resource.ToLowerInvariant(), out var list) != true
                || list.ValueKind != JsonValueKind.Array)
            {
                return [];
            }

            var start = since + ((answer.Date ?? time.GetUtcNow()) - time.GetUtcNow()) - Slack; // by Twilio's clock
            var body = form.Find("Body");
            return
            [
                .. from item in list.EnumerateArray()
                   where TwilioAnswer.TextOf(item, "direction") == "outbound-api"
                   where body is null || TwilioAnswer.TextOf(item, "body") == body
                   where Instant(TwilioAnswer.TextOf(item, "date_created")) >= start
                   select TwilioAnswer.TextOf(item, "sid") into sid
                   where sid is not null
                   select sid,
            ];
        }
        catch (Exception error) when (error is HttpRequestException or TimeoutException or NeverSentException)
        {
            return []; // the next look may succeed
        }
    }

    /// <summary>Reads a date of Twilio.</summary>
    public static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var instant)
            ? instant
            : null;
}
