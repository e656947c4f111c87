namespace Campaigns.Scheduling;

/// <summary>
/// The one thing that the scheduler shares with the send gates: a version that rises with every stop. An intent carries the
/// version it was decided under; the send gate lets it pass only while that is still the version. A campaign's switch counts its
/// tenant's stops and everybody's too, so that stopping any number of campaigns is one increment.
/// </summary>
internal sealed class StopSwitch(StopSwitch? parent = null)
{
    private long _stops;

    public long Version => Volatile.Read(ref _stops) + (parent?.Version ?? 0);

    public void Stop() => Volatile.Write(ref _stops, _stops + 1);
}
