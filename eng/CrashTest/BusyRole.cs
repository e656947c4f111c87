namespace Campaigns.CrashTest;

/// <summary>A process that computes until its parent ends. It simulates other load on the machine.</summary>
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
