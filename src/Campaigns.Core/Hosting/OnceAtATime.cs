namespace Campaigns.Hosting;

/// <summary>
/// Builds a service, and fails if its factory needs the service itself. The .NET container does not look into factories: it recurses until
/// the stack is full, continues on another thread, and then waits for itself forever.
/// </summary>
internal static class OnceAtATime
{
    [ThreadStatic]
    private static List<(IServiceProvider Services, Type Type)>? _building; // of several hosts, if one host is built inside another

    /// <summary>Builds a service.</summary>
    /// <exception cref="InvalidOperationException">The service is being built already, on this thread and in this container.</exception>
    public static T Build<T>(IServiceProvider services, string whoAsks, Func<IServiceProvider, T> build)
    {
        var building = _building ??= [];
        var key = (services, typeof(T));
        if (building.Contains(key))
        {
            throw new InvalidOperationException($"{typeof(T).Name} is needed to build itself: {whoAsks}.");
        }

        building.Add(key);
        try
        {
            return build(services);
        }
        finally
        {
            building.Remove(key);
        }
    }
}
