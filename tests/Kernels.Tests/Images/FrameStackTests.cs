using Steerlens.Kernels.Images;
using Steerlens.Models;

namespace Steerlens.Kernels.Tests.Images;

public sealed class FrameStackTests
{
    [Fact]
    public void CopyTo_MoreFramesThanItHolds_LaysTheLastOnesOldestFirst()
    {
        var stack = new FrameStack(new TensorShape(1, 2, 6), 3);
        var input = new float[12];
        foreach (var frame in Enumerable.Range(1, 5)) Write(stack, frame);
        stack.CopyTo(input);

        // Two pixels, each with the two channels of frames 3, 4 and 5.
        Assert.Equal([30f, 31, 40, 41, 50, 51, 32, 33, 42, 43, 52, 53], input);
    }

    [Fact]
    public void CopyTo_FirstFrames_TheFirstStandsInForThoseBefore()
    {
        var stack = new FrameStack(new TensorShape(1, 2, 6), 3);
        var input = new float[12];
        Write(stack, 1);
        stack.CopyTo(input);
        Assert.Equal([10f, 11, 10, 11, 10, 11], input[..6]);
        Write(stack, 2);
        stack.CopyTo(input);
        Assert.Equal([10f, 11, 10, 11, 20, 21], input[..6]);
    }

    [Fact]
    public void CopyTo_AfterWarmUp_AllocatesNothing()
    {
        var stack = new FrameStack(new TensorShape(1, 2, 6), 3);
        var input = new float[12];
        Write(stack, 1);
        stack.CopyTo(input);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var frame = 0; frame < 50; frame++)
        {
            stack.Next()[0] = frame;
            stack.CopyTo(input);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void New_ChannelsThatAreNoFrames_IsRefused() => Assert.Throws<ArgumentException>(() => new FrameStack(new TensorShape(1, 2, 7), 3));

    private static void Write(FrameStack stack, int frame)
    {
        var values = stack.Next();
        for (var index = 0; index < values.Length; index++) values[index] = (frame * 10) + index;
    }
}
