using Steerlens.Pipeline.Tests.Video;
using Steerlens.Pipeline.Video;
using Xunit.Abstractions;

namespace Steerlens.Pipeline.Tests.FFMpegCore;

/// <summary>Chooses FFMpegCore for a test and all that it starts.</summary>
internal static class ThroughFFMpegCore
{
    /// <summary>Why some tests of processes are not for it.</summary>
    public const string NoProcess = "FFMpegCore does not tell which process it started";

    public static void Choose() => FfmpegRunners.Use(FfmpegRunners.Of("ffmpegcore"));
}

/// <summary>Films copied through FFMpegCore: frames, times, sound, subtitles, colours.</summary>
public sealed class FFMpegCoreCopyTests : FilmCopyTests
{
    public FFMpegCoreCopyTests() => ThroughFFMpegCore.Choose();
}

/// <summary>Parts of films read through FFMpegCore, and stopping.</summary>
public sealed class FFMpegCorePartTests : FilmPartTests
{
    public FFMpegCorePartTests() => ThroughFFMpegCore.Choose();
}

/// <summary>Films written through FFMpegCore: what is refused, what is left behind.</summary>
public sealed class FFMpegCoreSinkTests : FilmSinkTests
{
    public FFMpegCoreSinkTests() => ThroughFFMpegCore.Choose();

    [Fact(Skip = ThroughFFMpegCore.NoProcess)]
    public override Task Write_EncoderKilled_GivesAReadableReasonAndNoFile() => base.Write_EncoderKilled_GivesAReadableReasonAndNoFile();

    [Fact(Skip = ThroughFFMpegCore.NoProcess)]
    public override Task Write_EncoderInterruptedByTheTerminal_GoesOn() => base.Write_EncoderInterruptedByTheTerminal_GoesOn();
}

/// <summary>Bad films read through FFMpegCore.</summary>
public sealed class FFMpegCoreBadInputTests : BadInputTests
{
    public FFMpegCoreBadInputTests() => ThroughFFMpegCore.Choose();

    [Theory(Skip = ThroughFFMpegCore.NoProcess)]
    [InlineData("KILL", "signal 9")]
    public override Task Read_DecoderEndedByASignal_IsAFailureNotAShortFilm(string signal, string reason) => base.Read_DecoderEndedByASignal_IsAFailureNotAShortFilm(signal, reason);
}

/// <summary>Pictures read and written through FFMpegCore.</summary>
public sealed class FFMpegCorePictureTests : PictureTests
{
    public FFMpegCorePictureTests() => ThroughFFMpegCore.Choose();
}

/// <summary>Real films copied through FFMpegCore.</summary>
public sealed class FFMpegCoreSharedFilmTests : SharedFilmTests
{
    public FFMpegCoreSharedFilmTests(ITestOutputHelper output)
        : base(output) => ThroughFFMpegCore.Choose();
}

/// <summary>What FFMpegCore allocates for each frame.</summary>
[Collection(nameof(AllocationTests))]
public sealed class FFMpegCoreAllocationTests : AllocationTests
{
    public FFMpegCoreAllocationTests() => ThroughFFMpegCore.Choose();
}
