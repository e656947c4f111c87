namespace Campaigns.Scheduling;

/// <summary>
/// The protocols that contacts bring. Stored as text and parsed when a job takes a step. The last 64 parsed protocols are cached, because
/// one step needs its protocol several times.
/// </summary>
internal sealed class ContactPlans
{
    private const int Kept = 64;
    private readonly (byte[]? Text, Plan Plan)[] _recent = new (byte[]?, Plan)[Kept];
    private int _next;

    public Plan Of(byte[] text)
    {
        foreach (var (known, plan) in _recent)
        {
            if (ReferenceEquals(known, text))
            {
                return plan;
            }
        }

        var read = new Plan(DefinitionJson.ReadProtocol(text));
        _recent[_next] = (text, read);
        _next = (_next + 1) % Kept;
        return read;
    }
}
