using Steerlens.Pipeline.Measuring;

namespace Steerlens.Pipeline.Tests.Measuring;

public sealed class DurationListTests
{
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(2, 1, 2, 2)]
    [InlineData(20, 10, 19, 20)]
    [InlineData(100, 50, 95, 99)]
    [InlineData(1000, 500, 950, 990)]
    public void Summarize_OneToN_IsTheNearestRank(int count, double median, double percentile95, double percentile99)
    {
        var list = new DurationList(count);
        // Neither ascending nor descending, every number from 1 to count once.
        for (var index = 0; index < count; index++) list.Add(TimeSpan.FromMilliseconds(1 + ((index * 7919L) % count)));

        var summary = list.Summarize();

        Assert.Equal((median, percentile95, percentile99, (double)count), (summary.Median, summary.Percentile95, summary.Percentile99, summary.Maximum));
        Assert.Equal((count + 1) / 2.0, summary.Mean, 9);
    }

    [Fact]
    public void Summarize_Empty_IsZero() => Assert.Equal(default, new DurationList(3).Summarize());

    [Fact]
    public void Add_BeyondCapacity_KeepsTheFirst()
    {
        var list = new DurationList(2);
        foreach (var milliseconds in new[] { 5, 6, 700 }) list.Add(TimeSpan.FromMilliseconds(milliseconds));

        Assert.Equal((2, 6.0), (list.Count, list.Summarize().Maximum));
    }

    [Fact]
    public void Add_Any_AllocatesNothing()
    {
        var list = new DurationList(1000);
        list.Add(TimeSpan.Zero);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var index = 0; index < 999; index++) list.Add(TimeSpan.FromTicks(index));

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
