using Steerlens.Models;
using Steerlens.Pipeline.Annotation;
using Steerlens.Pipeline.Commands.Options;
using Steerlens.Pipeline.Frames;
using Steerlens.Pipeline.Scenes;
using Steerlens.Pipeline.Stages;

namespace Steerlens.Pipeline.Verification;

/// <summary>Reads the frames that are scored, and after each the one that follows it in the source.</summary>
internal static class FrameSampler
{
    // Where nobody knows how many frames there are.
    private const int BlindEvery = 25;

    /// <summary>Reads them.</summary>
    /// <param name="options">The source, its part, and every how manieth frame.</param>
    /// <param name="network">Whose inputs they become.</param>
    /// <param name="wanted">The frames that there are maps of; null where that does not matter.</param>
    /// <param name="warnings">Gets what went wrong without ending the reading.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="SteerlensException">The source can't be read, or too many frames would be scored.</exception>
    public static async Task<IReadOnlyList<SampledFrame>> ReadAsync(
        VerifyOptions options, Network network, IReadOnlySet<long>? wanted, List<string> warnings, CancellationToken cancellationToken)
    {
        var whole = options.Range with { MaximumFrames = null, Stride = 1 };
        if (SceneOptions.IsAddress(options.Source)) return ReadScene(options, network, wanted, cancellationToken);
        var source = await SourceOpener.OpenAsync(options.Source, whole, options.ImageRate, cancellationToken);
        await using var frames = source.Frames;
        var sample = new Sample(options, wanted?.Count ?? frames.Format.FrameCount);
        var resize = new ResizeStage(network, frames.Format);
        using var frame = new Frame(frames.Format);
        while (!sample.IsFull && await frames.ReadAsync(frame, cancellationToken))
        {
            var isOne = sample.Counts(frame.Index, wanted);
            if (!isOne && !sample.AwaitsNext) continue;
            resize.Process(frame);
            sample.Take(frame, frames.Format.TimeBase, isOne);
        }

        warnings.AddRange(source.Warnings);
        return sample.Frames;
    }

    /// <summary>A rendered road draws the frames that are asked for and no others.</summary>
    private static List<SampledFrame> ReadScene(VerifyOptions options, Network network, IReadOnlySet<long>? wanted, CancellationToken cancellationToken)
    {
        var road = SceneOptions.Parse(options.Source) with { Workers = Environment.ProcessorCount };
        var part = SceneRange.Of(road, options.Range.Start, options.Range.End, 1, null);
        var scene = new SceneSource(road, part);
        var sample = new Sample(options, wanted?.Count ?? part.Count);
        var resize = new ResizeStage(network, scene.Format);
        using var frame = new Frame(scene.Format);
        for (var index = part.First; index < part.First + part.Count && !sample.IsFull; index++)
        {
            var isOne = sample.Counts(index, wanted);
            if (!isOne && !sample.AwaitsNext) continue;
            cancellationToken.ThrowIfCancellationRequested();
            scene.Render(index, frame.Picture, road.Without);
            (frame.Index, frame.Pts) = (index, index - part.First);
            resize.Process(frame);
            sample.Take(frame, scene.Format.TimeBase, isOne);
        }

        return sample.Frames;
    }

    /// <summary>What has been read so far.</summary>
    private sealed class Sample(VerifyOptions options, long? count)
    {
        private readonly long _every = options.Every ?? Math.Max(1, (count ?? BlindEvery * VerifyOptions.UsualFrames) / VerifyOptions.UsualFrames);
        private long _candidates;

        public List<SampledFrame> Frames { get; } = [];

        /// <summary>Whether the last frame taken still wants the one that follows it.</summary>
        public bool AwaitsNext { get; private set; }

        public bool IsFull => Frames.Count >= options.Range.MaximumFrames && !AwaitsNext;

        /// <summary>Whether a frame is one that is scored; to be asked once for each frame in order.</summary>
        public bool Counts(long index, IReadOnlySet<long>? wanted) =>
            wanted?.Contains(index) != false && _candidates++ % _every == 0 && !(Frames.Count >= options.Range.MaximumFrames);

        public void Take(Frame frame, Rational timeBase, bool isOne)
        {
            var input = frame.Input.ToArray();
            if (AwaitsNext) Frames[^1].Next = input;
            AwaitsNext = isOne;
            if (!isOne) return;
            if (Frames.Count == VerifyOptions.MostFrames)
                throw new SteerlensException(ExitCode.Usage, $"more than {VerifyOptions.MostFrames} frames would be scored: give a larger --every, or --max-frames");
            Frames.Add(new SampledFrame(frame.Index, frame.Pts * timeBase.ToDouble(), input));
        }
    }
}
