namespace Campaigns.Tests.Time;

public class StepTaskSchedulerTests
{
    private readonly StepTaskScheduler _tasks = new();
    private readonly List<string> _ran = [];

    [Fact]
    public void Nothing_runs_before_it_is_asked_to()
    {
        var task = Start(() => _ran.Add("a"));

        Assert.Empty(_ran);
        Assert.False(task.IsCompleted);
        _tasks.RunUntilIdle();
        Assert.Equal(["a"], _ran);
        Assert.True(task.IsCompletedSuccessfully);
    }

    [Fact]
    public void Tasks_run_in_the_order_in_which_they_became_ready_on_the_thread_that_asks()
    {
        var thread = Environment.CurrentManagedThreadId;
        var threads = new List<int>();
        foreach (var name in new[] { "a", "b", "c" })
        {
            Start(() =>
            {
                _ran.Add(name);
                threads.Add(Environment.CurrentManagedThreadId);
                Start(() => _ran.Add(name + "2"));
            });
        }

        _tasks.RunUntilIdle();

        Assert.Equal(["a", "b", "c", "a2", "b2", "c2"], _ran);
        Assert.All(threads, id => Assert.Equal(thread, id));
    }

    [Fact]
    public void Awaits_come_back_to_the_scheduler_one_step_at_a_time()
    {
        _ = Start(() => CountAsync("a"));
        _ = Start(() => CountAsync("b"));

        _tasks.RunUntilIdle();

        Assert.Equal(["a0", "b0", "a1", "b1", "a2", "b2"], _ran);

        async Task CountAsync(string name)
        {
            for (var i = 0; i < 3; i++)
            {
                _ran.Add($"{name}{i}");
                await Task.Yield();
            }
        }
    }

    [Fact]
    public void What_a_task_wakes_runs_after_it_and_never_inside_it()
    {
        var signal = new TaskCompletionSource();
        _ = Start(async () =>
        {
            await signal.Task;
            _ran.Add("woken");
        });
        Start(() =>
        {
            signal.SetResult();
            _ran.Add("waker");
        });

        _tasks.RunUntilIdle();

        Assert.Equal(["waker", "woken"], _ran);
    }

    [Fact]
    public void Something_that_never_rests_is_an_error_and_does_not_hang()
    {
        var count = 0;
        Start(Again);

        var error = Assert.Throws<InvalidOperationException>(() => _tasks.RunUntilIdle(limit: 1_000));

        Assert.Equal(1_000, count);
        Assert.Equal("1000 tasks ran and more are ready: the tasks do not come to rest.", error.Message);

        void Again()
        {
            count++;
            Start(Again);
        }
    }

    [Fact]
    public void Limit_that_is_just_enough_is_no_error()
    {
        Start(() => _ran.Add("a"));
        Start(() => _ran.Add("b"));

        _tasks.RunUntilIdle(limit: 2);

        Assert.Equal(["a", "b"], _ran);
    }

    [Fact]
    public void Exception_is_kept_in_its_task_and_the_next_one_runs()
    {
        var failing = Start((Action)(() => throw new InvalidDataException("bad")));
        Start(() => _ran.Add("next"));

        _tasks.RunUntilIdle();

        Assert.Equal(["next"], _ran);
        Assert.IsType<InvalidDataException>(failing.Exception?.InnerException);
    }

    [Fact]
    public void Task_queued_by_another_thread_is_run_by_the_one_that_asks()
    {
        var queued = new Thread(() => Start(() => _ran.Add(Thread.CurrentThread.Name ?? "asker"))) { Name = "other" };
        queued.Start();
        queued.Join();
        var name = Thread.CurrentThread.Name ?? "asker";

        _tasks.RunUntilIdle();

        Assert.Equal([name], _ran);
    }

    private Task Start(Action action) => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.None, _tasks);

    private Task Start(Func<Task> action) => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.None, _tasks);
}
