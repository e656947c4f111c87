namespace Campaigns.Simulation;

/// <summary>Contacts that a host enrolls as they come, slowly, and of which the rest may never come: the source fails, or the process dies.</summary>
internal sealed class SlowLists(SimulatedWorld world, Desk desk, Random random)
{
    /// <summary>Enrolls contacts as they come.</summary>
    public void Enroll(CampaignFacts campaign, IReadOnlyList<Contact> contacts)
    {
        var list = new List(campaign, contacts, random.Next(3) == 0 ? random.Next(contacts.Count + 1) : int.MaxValue, desk.Time);
        campaign.CutLists = 0; // it begins again what was cut
        desk.Ask(
            $"campaign {campaign.Id}",
            engine => engine.Client.AddContactsAsync(campaign.Id, list.ReadAsync(() => world.UpTo(TimeSpan.FromMinutes(5)))),
            (_, _) => list.End(isCut: false),
            _ => list.End(isCut: true));
    }

    /// <summary>Says of every campaign that nothing more comes.</summary>
    public void Close()
    {
        foreach (var campaign in world.Judge.Books.Campaigns.Values)
        {
            campaign.CutLists = 0;
            desk.Insist($"campaign {campaign.Id}", engine => engine.Client.CloseEnrollmentAsync(campaign.Id));
        }
    }

    /// <summary>One list. It is open from when it is first read, for then it has begun, until its end is read or the rest cannot come any more.</summary>
    private sealed class List(CampaignFacts campaign, IReadOnlyList<Contact> contacts, int breaksAfter, TimeProvider time)
    {
        private bool _isOpen;

        public async IAsyncEnumerable<Contact> ReadAsync(Func<TimeSpan> pause)
        {
            _isOpen = true;
            campaign.OpenLists++;
            campaign.CutLists = 0; // what was cut while it was asked for
            for (var i = 0; i < contacts.Count; i++)
            {
                await Task.Delay(pause(), time);
                if (i == breaksAfter)
                {
                    throw new IOException("The list is cut off.");
                }

                yield return contacts[i];
            }

            End(isCut: false);
        }

        public void End(bool isCut)
        {
            if (_isOpen)
            {
                _isOpen = false;
                campaign.OpenLists--;
                campaign.CutLists += isCut ? 1 : 0;
            }
        }
    }
}
