namespace Campaigns.Storage;

/// <summary>
/// Thrown when a store cannot fulfill a request for a known reason. The message says what to do, holds no personal data and is logged
/// unchanged. Messages of other exceptions are not logged.
/// </summary>
public abstract class StoreException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and what to do. Without personal data.</param>
    /// <param name="inner">The cause; null for none.</param>
    protected StoreException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>
    /// Whether a retry is useless. If true, the engine stops with this cause and sends nothing more. False, the default, for a problem that
    /// can be fixed while the engine runs.
    /// </summary>
    public virtual bool IsFinal => false;
}
