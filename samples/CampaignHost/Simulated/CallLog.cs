using System.Globalization;

namespace Campaigns.Samples.CampaignHost.Simulated;

/// <summary>
/// What the providers saw, outside the engine's own records: a line for each call and message that was placed, with attempt, campaign and
/// key of the contact. A line is with the system before the engine gets the provider's answer, so that it outlives a kill. Thread-safe.
/// </summary>
internal sealed class CallLog(string? path) : IDisposable
{
    private readonly Lock _lock = new();

    private readonly StreamWriter? _file = path is null
        ? null
        : new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };

    public void Note(DispatchRequest request)
    {
        lock (_lock)
        {
            _file?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{request.Attempt} {request.Campaign.Id} {request.Contact.Key}"));
        }
    }

    public void Dispose() => _file?.Dispose();
}
