namespace Campaigns.Smtp;

/// <summary>What to answer to a request for the unsubscribe page.</summary>
/// <param name="StatusCode">
/// 200; 404 for a link that is not valid; 405 for a method other than GET, HEAD and POST.
/// </param>
/// <param name="Subject">Whom and what the link is about; null if it is not valid. Name the scope on the page.</param>
/// <param name="IsDone">
/// Whether the person is unsubscribed. False for GET: show a form that posts to the same address, because scanners follow links.
/// </param>
public sealed record UnsubscribeAnswer(int StatusCode, UnsubscribeSubject? Subject, bool IsDone);

/// <summary>
/// Serves the links of the headers List-Unsubscribe and List-Unsubscribe-Post (RFC 8058), for an endpoint of the host. It acts only by
/// POST: link scanners and previews follow links by GET, and would unsubscribe whole companies. Thread-safe.
/// </summary>
/// <remarks>
/// The endpoint needs no cookie, no login and no antiforgery token, because mail programs have none, and it must not redirect. A link works
/// any number of times, also after its campaign is gone.
/// </remarks>
public sealed class UnsubscribeHandler
{
    private readonly Seals _seals;
    private readonly ICampaignReports _reports;

    /// <summary>Creates the handler.</summary>
    /// <param name="options">The options of the provider.</param>
    /// <param name="reports">The engine's reports.</param>
    /// <exception cref="CampaignException">The options have problems.</exception>
    public UnsubscribeHandler(SmtpOptions options, ICampaignReports reports)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(reports);
        options.Validate();
        _seals = new Seals(options.SigningKeys);
        _reports = reports;
    }

    /// <summary>Answers a request. A POST adds the person to the do-not-contact list and completes when that is committed.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="token">The value of <c>token</c> in the query; null if it is missing.</param>
    /// <param name="cancellationToken">Withdraws the request unless the engine has already taken it.</param>
    /// <exception cref="CampaignException">The engine could not store it. Answer 503: mail programs may try again.</exception>
    public async Task<UnsubscribeAnswer> HandleAsync(string method, string? token, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (method is not ("GET" or "HEAD" or "POST"))
        {
            return new UnsubscribeAnswer(405, null, false);
        }

        if (UnsubscribeTokens.Read(_seals, token) is not { } subject)
        {
            return new UnsubscribeAnswer(404, null, false);
        }

        if (method == "POST")
        {
            var person = subject.Channel is { } channel
                ? Suppression.OfAddress(subject.Tenant, subject.Address, channel)
                : Suppression.OfAddress(subject.Tenant, subject.Address);
            await _reports.SuppressAsync(person, cancellationToken);
        }

        return new UnsubscribeAnswer(200, subject, method == "POST");
    }
}
