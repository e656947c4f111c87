namespace Campaigns.Simulation;

/// <summary>Enrolls lists whose contacts arrive slowly. A list may be interrupted because its source fails or the process dies.</summary>
internal sealed class SlowLists(SimulatedWorld world, RequestSender sender, Random random)
{
    /// <summary>Enrolls contacts as they arrive.</summary>
    public void Enroll(CampaignFacts campaign, IReadOnlyList<Contact> contacts)
    {
        var list = new List(campaign, contacts, random.Next(3) == 0 ? random.Next(contacts.Count + 1) : int.MaxValue, sender.Time);
        campaign.CutLists = 0; // this request resumes interrupted lists
        sender.Ask(
            $"campaign {campaign.Id}",
            engine => engine.Client.AddContactsAsync(campaign.Id, list.ReadAsync(() => world.UpTo(TimeSpan.FromMinutes(5)))),
            (_, _) => list.End(isCut: false),
            _ => list.End(isCut: true));
    }

    /// <summary>Closes the enrollment of every campaign.</summary>
    public void Close()
    {
        foreach (var campaign in world.Judge.Books.Campaigns.Values)
        {
            campaign.CutLists = 0;
            sender.Insist($"campaign {campaign.Id}", engine => engine.Client.CloseEnrollmentAsync(campaign.Id));
        }
    }

    /// <summary>One list. It is open from its first read until its end, or until the rest can no longer arrive.</summary>
    private sealed class List(CampaignFacts campaign, IReadOnlyList<Contact> contacts, int breaksAfter, TimeProvider time)
    {
        private bool _isOpen;

        public async IAsyncEnumerable<Contact> ReadAsync(Func<TimeSpan> pause)
        {
            _isOpen = true;
            campaign.OpenLists++;
            campaign.CutLists = 0; // resumes lists that were interrupted after the request was made
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
