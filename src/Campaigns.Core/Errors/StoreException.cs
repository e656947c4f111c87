namespace Campaigns.Storage;

/// <summary>
/// A store cannot do what it was asked, and knows why. The message says what to do about it, names no person, and is logged as it is;
/// of all other exceptions only the type is.
/// </summary>
public abstract class StoreException : IOException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong and what to do. Without personal data.</param>
    /// <param name="inner">What it comes from; null for nothing.</param>
    protected StoreException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>
    /// Whether trying again is of no use: the engine stops with this cause and sends nothing more. False for what somebody can mend while
    /// it runs.
    /// </summary>
    public virtual bool IsFinal => false;
}
