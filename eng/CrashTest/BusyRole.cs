namespace Campaigns.CrashTest;

/// <summary>A process that only computes, until its parent ends it or has gone: what else a machine may have to do.</summary>
internal static class BusyRole
{
    public const string Name = "busy";

    public static int Run()
    {
        Child.EndWithParent();
        while (true)
        {
            Thread.SpinWait(1_000_000);
        }
    }
}
